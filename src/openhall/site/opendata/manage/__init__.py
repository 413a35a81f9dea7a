"""The pages on which departments publish."""
