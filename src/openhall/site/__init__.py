"""The Django project: one app a room, and `web` that holds the house together."""
