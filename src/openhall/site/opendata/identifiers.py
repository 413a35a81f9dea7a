"""Public identifiers in the form that Socrata gave them: two groups of four signs, such as `k3vq-9t2m`."""

from __future__ import annotations

import re
import secrets

# No vowels and no look-alikes: an identifier spells no word and survives being read aloud.
SIGNS = "bcdfghjkmnpqrstvwxz23456789"
FORM = re.compile(r"[a-z0-9]{4}-[a-z0-9]{4}")


def new_identifier() -> str:
    """A random identifier; 4 × 10¹¹ of them make it unlikely that one comes twice, and the database refuses it then."""
    signs = "".join(secrets.choice(SIGNS) for _ in range(8))
    return f"{signs[:4]}-{signs[4:]}"
