"""`imsmanifest.xml`: what a package is called, for which standard it is made, and its pages in their order.

Sources: ADL SCORM 1.2 Content Aggregation Model, SCORM 2004 4th Edition CAM, IMS Content Packaging 1.1.4. Names are
compared without their namespaces: packages of the wild mix them.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from lxml import etree

from openhall.site.training.scorm.archive import BadPackage

FILE = "imsmanifest.xml"
MOST_ITEMS, DEEPEST = 500, 20


@dataclass(frozen=True)
class Item:
    """An entry of the contents. depth: from 0; href: its page in the package, "" for a heading."""

    title: str
    depth: int
    href: str


@dataclass(frozen=True)
class Manifest:
    """What a manifest says. standard: "scorm12" or "scorm2004"."""

    title: str
    standard: str
    items: tuple[Item, ...]


def read_manifest(data: bytes) -> Manifest:
    """Read a manifest; entities and outside documents are not followed. Raises `BadPackage`."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise BadPackage(f"{FILE} cannot be read ({error}); export the package again.") from None
    if root.getroottree().docinfo.doctype:
        raise BadPackage(f"{FILE} declares a document type, which is not read; export the package again.")
    if _name(root) != "manifest":
        raise BadPackage(f"{FILE} is no manifest of a SCORM package.")
    organization = _organization(root)
    items = tuple(_items(organization, _hrefs(root), 0)) if organization is not None else ()
    if not items:
        raise BadPackage(f"{FILE} names no pages: there is nothing to learn in it.")
    title = _text(organization, "title") if organization is not None else ""
    return Manifest((title or items[0].title)[:150] or "Package", _standard(root), items[:MOST_ITEMS])


def _standard(root: etree._Element) -> str:
    version = ""
    for metadata in _children(root, "metadata"):
        version = _text(metadata, "schemaversion")
    if version.strip() == "1.2":
        return "scorm12"
    if "2004" in version or "CAM" in version or version.strip().startswith("1.3"):
        return "scorm2004"
    spaces = " ".join(str(each) for each in root.nsmap.values())
    if "adlcp_rootv1p2" in spaces:
        return "scorm12"
    if "adlcp_v1p3" in spaces:
        return "scorm2004"
    raise BadPackage(
        f"{FILE} does not say that it is SCORM 1.2 or SCORM 2004; export the package for one of these."
    )


def _organization(root: etree._Element) -> etree._Element | None:
    for all_of_them in _children(root, "organizations"):
        found = _children(all_of_them, "organization")
        wanted = all_of_them.get("default")
        return next((each for each in found if each.get("identifier") == wanted), found[0] if found else None)
    return None


def _hrefs(root: etree._Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for resources in _children(root, "resources"):
        for each in _children(resources, "resource"):
            base = _base(resources) + _base(each)
            found[each.get("identifier") or ""] = _path(base, each.get("href") or "")
    return found


def _base(element: etree._Element) -> str:
    return element.get("{http://www.w3.org/XML/1998/namespace}base") or ""


def _path(base: str, href: str) -> str:
    """The name of the file in the package; "" for what lies elsewhere."""
    parts = urlsplit(href)
    if parts.scheme or parts.netloc or not parts.path:
        return ""
    path = unquote(base + parts.path)
    return "" if path.startswith("/") or ".." in path.split("/") else path.removeprefix("./")


def _items(element: etree._Element, hrefs: dict[str, str], depth: int) -> list[Item]:
    if depth > DEEPEST:
        raise BadPackage(f"{FILE} nests its contents more than {DEEPEST} deep; make it flatter.")
    found: list[Item] = []
    for each in _children(element, "item"):
        if each.get("isvisible") == "false":
            continue
        found.append(
            Item(_text(each, "title")[:200] or "–", depth, hrefs.get(each.get("identifierref") or "", ""))
        )
        found += _items(each, hrefs, depth + 1)
        if len(found) > MOST_ITEMS:
            raise BadPackage(f"{FILE} has more than {MOST_ITEMS} pages; make several packages of it.")
    return found


def _children(element: etree._Element, name: str) -> list[etree._Element]:
    return [each for each in element if _name(each) == name]


def _name(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _text(element: etree._Element, name: str) -> str:
    for each in _children(element, name):
        return " ".join((each.text or "").split())
    return ""
