"""OCDS packages of the published contracts, written once for each state of the book and kept as files."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from openhall.data.money.checks import Finding, Weight
from openhall.data.money.ocds import Publishing, check_package, record_package, release_package, write_json
from openhall.data.money.prepare import Prepared
from openhall.process.saying import gettext
from openhall.site.opendata.money.models import MoneyVersion
from openhall.site.opendata.money.shelf import Opened

KINDS: dict[str, Callable[[pl.DataFrame, pl.DataFrame, Publishing], dict[str, Any]]] = {
    "releases": release_package,
    "records": record_package,
}
SHOWN = 3


def publishing_of(versions: tuple[MoneyVersion, ...], address: str) -> Publishing:
    """How packages made of some versions are named; they are as old as the newest of them."""
    newest = max((each.published_at for each in versions if each.published_at), default=timezone.now())
    return Publishing(
        settings.OPENHALL_OCID_PREFIX,
        settings.OPENHALL_BODY,
        settings.OPENHALL_ADDRESS + address,
        newest,
        versions[-1].currency if versions else "EUR",
        uri=settings.OPENHALL_ADDRESS,
    )


def digest_of(found: Opened, kind: str) -> str:
    """What changes when a package does."""
    named = [f"{each.name} {each.digest}" for each in found.versions]
    words = "\n".join(
        [kind, settings.OPENHALL_OCID_PREFIX, settings.OPENHALL_BODY, settings.OPENHALL_ADDRESS, *named]
    )
    return hashlib.sha256(words.encode()).hexdigest()


def package_file(found: Opened, kind: str) -> Path:
    """The file of a package of `KINDS`, made where it is not there yet. Raises `BadContract` without contracts."""
    folder = settings.OPENHALL_HOME / "money" / "ocds"
    path: Path = folder / f"{kind}-{digest_of(found, kind)[:24]}.json"
    if not path.exists():
        publishing = publishing_of(found.versions, reverse(f"money:{kind}"))
        package = KINDS[kind](found.book.all_contracts, found.book.all_payments, publishing)
        folder.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(f".{uuid.uuid4().hex}.part")
        partial.write_bytes(write_json(package))
        partial.replace(path)
        for old in folder.glob(f"{kind}-*.json"):
            if old != path:
                old.unlink(missing_ok=True)
    return path


def record_of(found: Opened, contract: pl.DataFrame, address: str) -> bytes:
    """The record package of one contract."""
    publishing = publishing_of(found.versions, address)
    return write_json(record_package(contract, found.book.all_payments, publishing))


def check_contracts(version: MoneyVersion, prepared: Prepared) -> list[Finding]:
    """What stands against publishing the contracts of a version as OCDS; nothing where no prefix is set."""
    if not settings.OPENHALL_OCID_PREFIX or not prepared.contracts.height:
        return []
    publishing = publishing_of((version,), reverse("money:releases"))
    package = release_package(prepared.contracts, prepared.payments.clear(), publishing)
    problems = check_package(package)
    if not problems:
        return []
    said = gettext(
        "The contracts would not be valid OCDS 1.1: %(why)s",
        why=" ".join(each.words for each in problems[:SHOWN]),
    )
    return [Finding("ocds", Weight.STOPS, said)]
