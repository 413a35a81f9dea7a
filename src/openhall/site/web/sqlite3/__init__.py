"""SQLite for Django, where writers take turns: the engine of the embedded database; see `turns`."""
