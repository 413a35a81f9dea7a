"""SODA 2.1 with SoQL, the metadata and discovery that its clients read, and SODA 3 beside it (dev.socrata.com)."""
