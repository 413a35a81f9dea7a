"""The pages of the money, a module for each kind."""
