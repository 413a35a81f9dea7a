"""Letters to the applicant: written in the step that sends them, from what the case knows then."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from openhall.process.feel.temporal import Date, DateTime, parse_date
from openhall.process.feel.values import Value
from openhall.process.letters.values import plain_words
from openhall.process.running import Step
from openhall.site.cases.models import Case, Decided, Letter, Outgoing
from openhall.site.services.loading import Ready
from openhall.site.web.speech import say_kept


def letters_of(row: Case, prepared: Ready, step: Step, sent: list[Outgoing], now: datetime) -> list[Letter]:
    """The letters among what a step sends, in the language of the case. Raises `ProcessError`."""
    found = []
    for each in (each for each in sent if each.kind == Outgoing.Kind.LETTER):
        place = prepared.running.model.place_of[each.content["node"]]
        language, letter = prepared.folder.letter(each.name, row.language)
        budget = prepared.running.budget(prepared.local(now))
        with translation.override(language):
            scope = letter_scope(row, prepared, step, place, now)
            written = letter.write(scope, budget, in_words)
        found.append(
            Letter(
                case_id=row.pk,
                key=each.key,
                name=each.name,
                node=each.content["node"],
                language=language,
                subject=written.subject[:300],
                html=written.html,
                text=written.text,
                made_at=now,
            )
        )
    return found


def letter_scope(row: Case, prepared: Ready, step: Step, place: int, now: datetime) -> dict[str, Value]:
    """What a letter may speak of: all that the case knows, and who writes to whom about what."""
    scope = prepared.running.scope(step.case)
    return scope | {
        "reference": row.reference,
        "person": {"name": row.applicant_name},
        "today": parse_date(prepared.local(now).date().isoformat()),
        "service": {"name": prepared.folder.in_language(row.language).name},
        "department": prepared.post_of(place).name,
        "link": link_to(row),
        "reasons": _reasons(row, prepared, step),
    }


def in_words(value: Value) -> str:
    """A value in the language that is spoken now."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Date) and 0 < value.year < 10_000:
        return date_format(date(value.year, value.month, value.day), "j F Y")
    if isinstance(value, DateTime):
        time = f"{value.time.hour}:{value.time.minute:02}"
        return _("%(day)s, %(time)s") % {"day": in_words(value.date), "time": time}
    if isinstance(value, list):
        return _(", ").join(in_words(each) for each in value)
    if isinstance(value, dict):
        return _(", ").join(f"{name}: {in_words(each)}" for name, each in value.items())
    return plain_words(value)


def link_to(row: Case) -> str:
    """The address of the applicant's own page of a case."""
    return f"{settings.OPENHALL_ADDRESS}/track/{row.key}/"


def _reasons(row: Case, prepared: Ready, step: Step) -> dict[str, Value]:
    """The rules that applied in each decision of the case, the latest one; by its name and by that of its result."""
    nodes = prepared.running.model.nodes
    made = [
        (each.node, each.decision, each.reasons)
        for each in Decided.objects.filter(case=row).order_by("at", "pk")
    ]
    made += [(nodes[place].id, each.decision, list(each.reasons)) for place, each in step.decided]
    found: dict[str, Value] = {}
    for node, decision, reasons in made:
        said: Value = [say_kept(each) for each in reasons]
        place = prepared.running.model.place_of.get(node)
        result = nodes[place].work.result if place is not None else None
        found[decision] = said
        if result:
            found[result] = said
    return found
