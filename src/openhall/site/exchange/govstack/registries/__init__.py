"""The interface of the building block digital registries: what registers hold, and what they are."""
