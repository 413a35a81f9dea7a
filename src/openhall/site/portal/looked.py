"""Who looked at a resident's data, in their words: when, which department and role, what for, what was shown.

Officers are never named. Data that stand in a register, and what partners' systems read, are told in the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, Q, QuerySet, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openhall.process.service.folder import Words
from openhall.site.cases.models import Case, Look, LookQuestion
from openhall.site.people.models import Department, User
from openhall.site.portal.known import PURPOSE as FILLED_IN
from openhall.site.registers.models import Use
from openhall.site.registers.uses import uses_about
from openhall.site.services.loading import ready
from openhall.site.services.models import Service
from openhall.site.services.speaking import words_in

LOOK, USE = "look", "use"
ACTS = {
    Use.Act.READ: gettext_lazy("Your entry was read"),
    Use.Act.SEARCHED: gettext_lazy("Your entry was found in a search"),
    Use.Act.CHECKED: gettext_lazy("It was asked whether your entry is there"),
    Use.Act.CREATED: gettext_lazy("Your entry was made"),
    Use.Act.CHANGED: gettext_lazy("Your entry was changed"),
    Use.Act.DELETED: gettext_lazy("Your entry was deleted"),
}


@dataclass(frozen=True)
class Asked:
    """What became of a question about a look.

    case     the case that it became; None while it is not sent
    at       when it was asked
    answer   what was answered, in a few words; "" until then
    """

    case: Case | None
    at: datetime
    answered_at: datetime | None = None
    answer: str = ""


@dataclass(frozen=True)
class Row:
    """One look.

    kind, key     which one it is (`LOOK` or `USE`), in addresses
    who           the department or organisation; post: in which role or by which system, "" where that is not known
    seen          what was shown, a line for each
    of            the application that was looked at; "" for an entry in a register
    asked         the question about it; None while nobody asked
    """

    kind: str
    key: str
    at: datetime
    who: str
    post: str
    why: str
    seen: list[str]
    of: str = ""
    reference: str = ""
    asked: Asked | None = None


def looks_at(case: Case) -> QuerySet[Look]:
    """The looks at a case, the latest first."""
    return Look.objects.filter(case=case).order_by("-at", "-pk")


def looks_about(person: User) -> QuerySet[Look, dict[str, object]]:
    """The looks at all cases of an account, and the uses of what registers hold of the person, the latest first: of
    each its time, kind and number. `rows_of` makes rows of a page of them."""
    mine = Look.objects.filter(case__applicant=person).order_by()
    uses = uses_about(person).order_by().select_related(None)
    both = [
        rows.annotate(kind=Value(kind, CharField())).values("at", "kind", "pk")
        for rows, kind in ((mine, LOOK), (uses, USE))
    ]
    return both[0].union(both[1], all=True).order_by("-at", "-pk")


def rows_of(found: Iterable[dict[str, object]], language: str) -> list[Row]:
    """What `looks_about` found, as rows."""
    found = list(found)
    numbers = {kind: [each["pk"] for each in found if each["kind"] == kind] for kind in (LOOK, USE)}
    looks = Look.objects.filter(pk__in=numbers[LOOK]).select_related("case__version__service")
    uses = Use.objects.filter(pk__in=numbers[USE]).select_related("register__owner")
    rows = {(LOOK, look.pk): row for look, row in _pairs(list(looks), language)}
    rows |= {(USE, use.pk): row for use, row in _pairs_of_uses(list(uses), language)}
    return [rows[str(each["kind"]), int(str(each["pk"]))] for each in found]


def rows_of_looks(looks: Iterable[Look], language: str) -> list[Row]:
    """Looks (with their cases and services at hand) as rows, in their order."""
    return [row for _look, row in _pairs(list(looks), language)]


def row_of_use(use: Use, language: str) -> Row:
    """The use of an entry as a row."""
    ((_use, row),) = _pairs_of_uses([use], language)
    return row


def _pairs(looks: list[Look], language: str) -> list[tuple[Look, Row]]:
    departments = {
        each.key: each for each in Department.objects.filter(key__in={each.department for each in looks})
    }
    asked = _asked(Q(look__in=[each.pk for each in looks]), language)
    found = []
    for look in looks:
        case = look.case
        assert case is not None
        words = words_in(ready(case.version_id), language)
        row = Row(
            LOOK,
            look.key,
            look.at,
            _who(look, departments.get(look.department)),
            _post(look),
            _why(look, words),
            _seen(look, case),
            words.name,
            case.reference,
            asked.get((LOOK, look.pk)),
        )
        found.append((look, row))
    return found


def _who(look: Look, department: Department | None) -> str:
    if department is None:
        return look.system or look.department or _("An office of this organisation")
    if department.is_partner:
        return _("%(name)s, another organisation") % {"name": department.name}
    return department.name


def _post(look: Look) -> str:
    if look.system:
        return _("by its system “%(system)s”") % {"system": look.system}
    return look.role.replace("-", " ")


def _why(look: Look, words: Words) -> str:
    if look.purpose == Look.Purpose.WORK:
        return _("Working on “%(task)s”") % {"task": words.node(look.node)}
    if look.purpose == Look.Purpose.OWN:
        return words.purpose(look.words)
    if look.purpose == Look.Purpose.SYSTEM:
        return look.words or _("They named no purpose")
    if look.purpose == Look.Purpose.OTHER and look.words:
        return _("Another reason: %(words)s") % {"words": look.words}
    return str(look.get_purpose_display())


def _seen(look: Look, case: Case) -> list[str]:
    found = []
    for each in look.seen:
        if each == Look.Seen.DOCUMENTS:
            names = {document.key: document.name for document in case.documents.all()}
            opened = [names.get(key, _("a document that is gone")) for key in look.documents]
            found.append(_("Documents: %(names)s") % {"names": _(", ").join(opened)})
        elif each == Look.Seen.ANSWERS and not look.whole:
            found.append(_("Some of your answers"))
        elif each in Look.Seen.values:
            found.append(str(Look.Seen(each).label))
    return found


def _pairs_of_uses(uses: Sequence[Use], language: str) -> list[tuple[Use, Row]]:
    services = {
        service.slug: service
        for service in Service.objects.filter(slug__in={each.by for each in uses}).select_related("owner")
    }
    asked = _asked(Q(use__in=[each.pk for each in uses]), language)
    found = []
    for use in uses:
        service = services.get(use.by)
        who = use.institution or (service.owner.name if service else "") or str(use.register.owner or "")
        row = Row(
            USE,
            str(use.pk),
            use.at,
            who or _("An office of this organisation"),
            (_("for “%(service)s”") % {"service": service.name}) if service else use.by,
            _use_why(use),
            [str(ACTS[Use.Act(use.act)])],
            _("Register: %(name)s") % {"name": use.register.name},
            asked=asked.get((USE, use.pk)),
        )
        found.append((use, row))
    return found


def _use_why(use: Use) -> str:
    if use.purpose == FILLED_IN:
        return _("To fill in an application that you began")
    return use.purpose or _("They named no purpose")


def _asked(about: Q, language: str) -> dict[tuple[str, int], Asked]:
    """The questions about looks, by kind and number; of several the last one that was sent."""
    questions = LookQuestion.objects.filter(about).select_related("draft__case__version__service")
    found: dict[tuple[str, int], Asked] = {}
    for each in questions.order_by("pk"):
        key = (LOOK, each.look_id) if each.look_id else (USE, each.use_id)
        case = each.draft.case
        if case is None:
            if each.draft.closed_at is None:
                found.setdefault(key, Asked(None, each.draft.started_at))
            continue
        at = case.decided_at or case.ended_at
        outcome = words_in(ready(case.version_id), language).outcome(case.outcome) if at else ""
        found[key] = Asked(case, case.opened_at, at, outcome)
    return found
