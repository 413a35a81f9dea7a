"""Reports of a month or quarter: made by the worker when it is over, kept as they were, read as page and letter."""
