"""Certificates as Open Badges 3.0: made, signed, checked, revoked."""
