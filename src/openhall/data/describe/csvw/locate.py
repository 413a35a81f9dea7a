"""Where the metadata of a CSV file are found. Source: Model for Tabular Data, section 5."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit, urlunsplit

from openhall.data.describe.csvw.metadata import Load, read_metadata
from openhall.data.describe.csvw.model import Findings, TableGroup


def located(url: str, load: Load, user: str, link: str, findings: Findings) -> TableGroup | None:
    """The metadata of the file at an address: a person's own, else the first found that describe it; None for none.

    Metadata that are found and do not describe the file are told and passed over.
    """
    if user:
        text = load(user)
        if text is None:
            findings.wrong(f"There are no metadata at {user}.")
            return None
        return read_metadata(text, user, load, findings)
    places = [urljoin(url, link)] if link else []
    # The two usual places; a site may name others at /.well-known/csvm, which is not asked for here.
    for place in [*places, f"{url}-metadata.json", urljoin(url, "csv-metadata.json")]:
        text = load(place)
        if text is None:
            continue
        own = Findings()
        group = read_metadata(text, place, load, own)
        if group is not None and any(_plain(each.url) == _plain(url) for each in group.tables):
            findings.errors += own.errors
            findings.warnings += own.warnings
            return group
        findings.passed_over(f"The metadata at {place} do not describe {url}.")
    return None


def _plain(url: str) -> str:
    """An address in one writing: HTTP or not, small letters of the host, no usual port."""
    scheme, host, path, query, _ = urlsplit(url)
    return urlunsplit((scheme.lower(), host.lower().removesuffix(":80"), path or "/", query, ""))
