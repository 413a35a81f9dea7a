"""The header by which an information mediator says which system asks: INSTANCE/CLASS/MEMBER/SUBSYSTEM."""

from __future__ import annotations

import re
from typing import Annotated

from ninja import Header

NAME = "Information-Mediator-Client"
FORM = r"^[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+$"
LONGEST = 200
EXAMPLE = "OPEN/GOV/90000009/health"

Client = Annotated[
    str, Header(alias=NAME, pattern=FORM, max_length=LONGEST, description="INSTANCE/CLASS/MEMBER/SUBSYSTEM")
]
"""A parameter of an operation that has to be told who asks."""
ClientIfAny = Annotated[
    str | None,
    Header(alias=NAME, pattern=FORM, max_length=LONGEST, description="INSTANCE/CLASS/MEMBER/SUBSYSTEM"),
]
"""The same where it may be left out."""


def is_client(text: str) -> bool:
    """Whether a text names a system."""
    return len(text) <= LONGEST and re.fullmatch(FORM, text) is not None
