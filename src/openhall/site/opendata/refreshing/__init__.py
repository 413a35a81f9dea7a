"""Datasets that are made anew by themselves, and catalogues of other portals: fetched in rhythm, within bounds."""
