"""Logs that a model would give."""
