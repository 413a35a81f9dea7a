"""Experiments: registered before they start, evaluated after they end, and only then decided on."""
