"""Expressions of a file: FEEL and nothing else."""

from __future__ import annotations

import re
from collections.abc import Collection

from openhall.process.bpmn.element import Element
from openhall.process.bpmn.refusals import Refusals
from openhall.process.errors import ProcessError
from openhall.process.feel.parser import parse_expression
from openhall.process.saying import gettext

_FEEL = re.compile(r"feel|(urn:|https?://)[^ ]*\bFEEL(/[0-9]{8})?/?", re.IGNORECASE)


def is_feel(language: str) -> bool:
    """Whether the name of a language is one of FEEL's: `feel`, or a URI of any version of the standard."""
    return bool(_FEEL.fullmatch(language.strip()))


def check_feel(
    text: str, language: str, owner: Element, what: str, names: Collection[str], refused: Refusals
) -> None:
    """Refuse an expression of the element `owner` that is in another language, or that no parser takes."""
    if language.strip() and not is_feel(language):
        refused.add(
            owner,
            gettext(
                "has a %(what)s in the language “%(language)s”, and only FEEL is executed",
                what=what,
                language=language.strip(),
            ),
            gettext("write it in FEEL, or name FEEL as its language if it is"),
            of_data=True,
        )
        return
    try:
        parse_expression(text, frozenset(names))
    except ProcessError as error:
        refused.add(
            owner,
            gettext(
                "has a %(what)s that is no FEEL (%(why)s)",
                what=what,
                why=" ".join(str(error).split()).rstrip("."),
            ),
            gettext("mend it"),
            of_data=True,
        )


def expression(
    holder: Element,
    part: str,
    language: str,
    owner: Element,
    what: str,
    names: Collection[str],
    refused: Refusals,
) -> str | None:
    """The FEEL text of the element `part` within `holder`; None where there is none or it is empty.

    `language` is that of the whole file, which an expression may override.
    """
    element = holder.first(part)
    if element is None or not element.text:
        return None
    check_feel(element.text, element.get("language") or language, owner, what, names, refused)
    return element.text
