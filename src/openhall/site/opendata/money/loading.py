"""From the files of a year to a version that everybody can read: received, read, checked, published, withdrawn."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Coalesce
from django.utils import timezone

from openhall.data.money.book import Book, Cut, Year
from openhall.data.money.columns import Table
from openhall.data.money.errors import MissingColumns, MoneyError
from openhall.data.money.keeping import keep_year
from openhall.data.money.prepare import Asked, Prepared, Tables, prepare_year
from openhall.data.money.read import read_table
from openhall.data.money.values import Reading
from openhall.process import saying
from openhall.process.saying import gettext, message_of
from openhall.site.cases.models import Case
from openhall.site.opendata.money.models import MoneyVersion
from openhall.site.opendata.money.ocds import check_contracts
from openhall.site.people.models import User

logger = logging.getLogger(__name__)


FAILED = gettext(
    "Openhall failed while reading these files. That is a fault of Openhall's, and it is recorded."
)


class MayNotBePublished(Exception):
    """A version cannot be published as it is; the words say why."""


@transaction.atomic
def next_version(year: int, by: User | None, **fields: Any) -> MoneyVersion:
    """A new version of a year, with the next number."""
    last = MoneyVersion.objects.filter(year=year).aggregate(last=Max("number"))["last"]
    return MoneyVersion.objects.create(year=year, number=(last or 0) + 1, made_by=by, **fields)


def receive(version: MoneyVersion, table: str, name: str, chunks: Iterable[bytes]) -> None:
    """Put a file where it is read from."""
    path = version.upload(table)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as out:
        for chunk in chunks:
            out.write(chunk)
    others = [each for each in version.files if each["table"] != table]
    version.files = [
        *others,
        {"table": table, "name": name[:255], "bytes": path.stat().st_size, "sha256": ""},
    ]
    version.save(update_fields=["files"])


def read_and_check(version: MoneyVersion) -> None:
    """Read the files of a version and keep what they hold. What cannot be read leaves a sentence in `problem`."""
    _set(version, status=MoneyVersion.Status.READING, problem={}, findings=[], headings={})
    table = ""
    try:
        given = {}
        for each in version.files:
            table = each["table"]
            given[table] = read_table(each["name"], version.upload(table).read_bytes())
            each["sha256"], each["bytes"] = given[table].sha256, given[table].bytes
            version.headings[table] = list(given[table].headings)
        prepared = prepare_year(_asked(version), Tables(**given))
    except MoneyError as error:
        if isinstance(error, MissingColumns):
            version.headings["wanted"] = next(
                (name for name, headings in version.headings.items() if tuple(headings) == error.headings), ""
            )
        problem = saying.keep(message_of(error))
        _set(version, status=MoneyVersion.Status.FAILED, problem=problem, headings=version.headings)
        return
    except Exception:
        logger.exception("reading money version %s failed", version.name)
        _set(version, status=MoneyVersion.Status.FAILED, problem=saying.keep(FAILED))
        raise
    keep(version, prepared)


def keep(version: MoneyVersion, prepared: Prepared) -> None:
    """Keep prepared rows as those of a version, with the sums and the findings of the checks."""
    digest = keep_year(prepared, version.folder)
    findings = [*check_contracts(version, prepared), *prepared.findings]
    year = Year(
        prepared.year, prepared.currency, prepared.first, prepared.last, prepared.budget, prepared.payments,
        prepared.contracts,
    )  # fmt: skip
    figures = asdict(Book((year,)).figures(Cut())) | {
        "budget_rows": prepared.budget.height,
        "payments_rows": prepared.payments.height,
        "contracts_rows": prepared.contracts.height,
    }
    _set(
        version,
        status=MoneyVersion.Status.CHECKED,
        problem={},
        tries=0,
        headings={},
        digest=digest,
        figures=figures,
        findings=[
            {**asdict(each), "said": saying.keep(each.said), "weight": str(each.weight)} for each in findings
        ],
        results=_results(version, prepared),
        files=version.files,
    )


def _asked(version: MoneyVersion) -> Asked:
    said: Mapping[str, Mapping[str, str]] = version.options.get("said", {})
    reading = Reading(version.currency, version.options.get("comma"))
    by_table = {Table(name): columns for name, columns in said.items() if name in set(Table)}
    return Asked(version.year, reading, version.first_day, by_table)


def _results(version: MoneyVersion, prepared: Prepared) -> list[dict[str, Any]]:
    """What services did in the year. Where the table has no number, cases decided on this site are counted."""
    found = []
    for row in prepared.results.iter_rows(named=True):
        cases = row["cases"]
        if cases is None and row["address"]:
            decided = Case.objects.annotate(over=Coalesce("decided_at", "ended_at")).filter(
                version__service__slug=row["address"]
            )
            cases = decided.filter(over__date__gte=prepared.first, over__date__lte=prepared.last).count()
        if cases is not None:
            names = {"title": row["service"], "service": row["address"], "one": row["one"]}
            found.append({**names, "programme": row["programme_key"], "cases": cases})
    return found


def publish(version: MoneyVersion, by: User | None, notes: str = "") -> None:
    """Open a version to everybody; from now on it never changes. The files as given are deleted: they may name people.

    Raises `MayNotBePublished`.
    """
    if version.status != MoneyVersion.Status.CHECKED:
        raise MayNotBePublished(gettext("Only what was read and checked can be published."))
    if version.stops:
        raise MayNotBePublished(
            gettext("Something was found that must be mended first; load the mended files.")
        )
    _set(
        version,
        status=MoneyVersion.Status.PUBLISHED,
        notes=notes,
        # The names of those who were taken for people are for the publisher only.
        findings=[each for each in version.findings if each["kind"] != "guessed people"],
        published_at=timezone.now(),
        published_by=by,
    )
    for each in version.files:
        version.upload(each["table"]).unlink(missing_ok=True)


def withdraw(version: MoneyVersion, reason: str) -> None:
    """Close a version that was open; its page stays and says why. The version before it is shown again."""
    _set(version, status=MoneyVersion.Status.WITHDRAWN, withdrawn_at=timezone.now(), withdrawal_reason=reason)
    shutil.rmtree(version.home, ignore_errors=True)
    # Packages of contracts are made anew from what is open.
    shutil.rmtree(settings.OPENHALL_HOME / "money" / "ocds", ignore_errors=True)


def discard(version: MoneyVersion) -> None:
    """Delete a version that was never open, with its files."""
    shutil.rmtree(version.home, ignore_errors=True)
    version.delete()


def _set(version: MoneyVersion, **values: Any) -> None:
    for name, value in values.items():
        setattr(version, name, value)
    version.save(update_fields=list(values))
