"""A certificate as a picture that carries it (a baked badge): Open Badges 3.0, section 6.4.2, in SVG."""

from __future__ import annotations

import textwrap
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
LARGEST = 200_000


def baked(token: str, name: str, body: str) -> str:
    """The picture with the token in it."""
    lines = textwrap.wrap(name, 22)[:4]
    begin = 300 - 17 * (len(lines) - 1)
    words = "".join(
        f'<text x="256" y="{begin + 36 * k}" font-size="30" font-weight="600">{escape(line)}</text>'
        for k, line in enumerate(lines)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="{NAMESPACE}" viewBox="0 0 512 512" role="img">'
        f"<openbadges:credential verify={quoteattr(token)}></openbadges:credential>"
        f"<title>{escape(name)}</title>"
        '<path d="M256 14 470 96v170c0 118-86 196-214 232C128 462 42 384 42 266V96z" fill="#0b3f3d"/>'
        '<path d="M256 42 444 114v152c0 100-74 168-188 202C142 434 68 366 68 266V114z" fill="#ffffff"/>'
        '<path d="M176 226v-50a80 80 0 0 1 160 0v50" fill="none" stroke="#0b3f3d" stroke-width="12"/>'
        '<path d="M204 226v-46a30 30 0 0 1 20-28l34-12v86z" fill="#f2b84b"/>'
        f'<g fill="#12211f" font-family="system-ui, sans-serif" text-anchor="middle">{words}'
        f'<text x="256" y="420" font-size="22">{escape(body[:24])}</text></g></svg>'
    )


def token_in(picture: bytes) -> str | None:
    """The token that a picture carries; None where it carries none."""
    if len(picture) > LARGEST:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(picture, parser)
    except etree.XMLSyntaxError:
        return None
    found = next(root.iter(f"{{{NAMESPACE}}}credential"), None)
    return found.get("verify") if found is not None else None
