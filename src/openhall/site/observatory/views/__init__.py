"""The pages of the observatory, a module for each kind."""
