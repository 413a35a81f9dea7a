"""The observatory: records read in, the map of how a service runs, what to change, and its public page."""
