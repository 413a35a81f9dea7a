"""How well it goes, and what may be said of it: measures, and disclosure control."""
