"""Strategic plans: what they say, how far they are, and whether they hold together."""
