"""`service.yaml`: what a service is, in words and in rules that the site keeps."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from openhall.process.errors import BadCalendar, BadService
from openhall.process.office import parse_holidays, parse_hours
from openhall.process.quoting import quoted
from openhall.process.saying import each_line, either, gettext, lines, message_of
from openhall.process.service.calendar import MONDAY_TO_FRIDAY, WorkingDays
from openhall.process.service.fields import Faults, Fields
from openhall.process.service.spans import Within, parse_span, parse_within
from openhall.process.service.yaml_text import read_yaml
from openhall.process.timers import Duration

__all__ = ["FILE", "Happening", "ServiceText", "Stage", "Standards", "Within", "gather_text", "read_text"]

FILE = "service.yaml"
KNOWN = (
    "name", "summary", "keywords", "owner", "legal basis", "who may apply", "needed", "fee", "form", "sign in",
    "person", "subject", "languages", "standards", "calendar", "retention", "may happen", "tell", "steps", "access",
    "outcomes", "purposes",
)  # fmt: skip
NEEDED = ("name", "summary", "owner", "legal basis", "who may apply", "retention")
SIGN_IN = ("optional", "required")
MEANINGS = ("approved", "rejected")
"""What an ending can mean to other systems and in statistics."""
LONGEST_NAME = 150
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}")
LONGEST_LANGUAGE = 12
LONGEST_PURPOSE = 200
MOST_LANGUAGES = 50


@dataclass(frozen=True)
class Standards:
    """Time limits: that of the law, the one that is promised, both from the application to the decision.

    decided_by  ids of the nodes that stop the clock; () for the end of the case
    tasks       for nodes, the time that their work should take
    """

    legal: Within | None = None
    promised: Within | None = None
    decided_by: tuple[str, ...] = ()
    tasks: Mapping[str, Within] = field(default_factory=dict)


@dataclass(frozen=True)
class Happening:
    """A message that the applicant may send while the process waits for it: what the button says, the form that is
    filled in, and until when after the decision."""

    message: str
    label: str
    form: str | None = None
    until: Within | None = None


@dataclass(frozen=True)
class Stage:
    """A stage of a case as an applicant sees it, and the ids of the nodes that belong to it."""

    name: str
    nodes: tuple[str, ...] = ()


@dataclass(frozen=True)
class ServiceText:
    """What `service.yaml` says. Texts that were left out are "", lists ().

    form           name of the form that begins a case; "" where none does
    sign_in        "optional" or "required"
    person_name    FEEL over the data of a case: who applies; person_e_mail: where that person is written to
    subject        FEEL over the data of a case: how officers speak of it
    languages      codes; the first one is that of the files
    retention      how long a case is kept after its end
    may_happen     messages that the applicant may send, in the order of the page
    tell           what the applicant is told by e-mail, by the id of a node
    access         the answers (FEEL names and paths) that a department sees, by its short name
    outcomes       what an ending means (`MEANINGS`), by the id of its end event
    purposes       what staff may look at a case for, besides their work and what every service knows
    lines          where things stand in the file, for messages
    """

    name: str
    owner: str
    summary: str = ""
    keywords: tuple[str, ...] = ()
    legal_basis: tuple[str, ...] = ()
    who_may_apply: str = ""
    needed: tuple[str, ...] = ()
    fee: str = ""
    form: str = ""
    sign_in: str = "optional"
    person_name: str = ""
    person_e_mail: str = ""
    subject: str = ""
    languages: tuple[str, ...] = ("en",)
    standards: Standards = field(default_factory=Standards)
    calendar: WorkingDays = field(default_factory=WorkingDays.usual)
    retention: Duration | None = None
    may_happen: tuple[Happening, ...] = ()
    tell: Mapping[str, str] = field(default_factory=dict)
    stages: tuple[Stage, ...] = ()
    access: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    outcomes: Mapping[str, str] = field(default_factory=dict)
    purposes: tuple[str, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False)


def read_text(data: bytes) -> ServiceText:
    """What a `service.yaml` says. Raises `BadService` with all that is wrong, one sentence a line."""
    text, faults = gather_text(data)
    if faults:
        raise BadService(lines(faults))
    assert text is not None
    return text


def gather_text(data: bytes) -> tuple[ServiceText | None, list[str]]:
    """What a `service.yaml` says as far as it can be read, and all that is wrong with it."""
    faults = Faults(FILE)
    try:
        part = read_yaml(data, FILE)
    except BadService as error:
        return None, each_line(message_of(error))
    top = Fields(part, KNOWN, faults)
    top.need(*NEEDED)
    person = top.fields("person", ("name", "e-mail"))
    text = ServiceText(
        name=_name(top),
        owner=top.text("owner"),
        summary=top.text("summary"),
        keywords=top.texts("keywords"),
        legal_basis=top.texts("legal basis"),
        who_may_apply=top.text("who may apply"),
        needed=top.texts("needed"),
        fee=top.text("fee"),
        form=top.text("form"),
        sign_in=_sign_in(top),
        person_name=person.text("name"),
        person_e_mail=person.text("e-mail"),
        subject=top.text("subject"),
        languages=_languages(top),
        standards=_standards(top),
        calendar=_calendar(top),
        retention=top.read("retention", parse_span),
        may_happen=_happenings(top),
        tell=dict(top.fields("tell").items()),
        stages=_stages(top),
        access={name: found.texts(name) for found in [top.fields("access")] for name in found.parts},
        outcomes=_outcomes(top),
        purposes=_purposes(top),
        lines=_lines(top),
    )
    return text, faults.sentences


def _name(top: Fields) -> str:
    name = " ".join(top.text("name").split())
    if len(name) > LONGEST_NAME:
        top.faults.add(
            top.line_of("name"),
            gettext("the name has more than %(most)s characters; make it shorter", most=LONGEST_NAME),
        )
    return name[:LONGEST_NAME]


def _sign_in(top: Fields) -> str:
    said = top.text("sign in") or SIGN_IN[0]
    if said not in SIGN_IN:
        top.faults.add(
            top.line_of("sign in"),
            gettext("“sign in” is %(said)s; write optional or required", said=quoted(said)),
        )
        return SIGN_IN[0]
    return said


def _languages(top: Fields) -> tuple[str, ...]:
    found = top.texts("languages")
    for code in found:
        if not LANGUAGE.fullmatch(code) or len(code) > LONGEST_LANGUAGE:
            top.faults.add(
                top.line_of("languages"),
                gettext(
                    "%(code)s is no language; write its code, such as en, ar or pt-BR", code=quoted(code)
                ),
            )
    if len(set(found)) != len(found) or len(found) > MOST_LANGUAGES:
        top.faults.add(
            top.line_of("languages"), gettext("“languages” names one twice, or too many; name each once")
        )
    return tuple(dict.fromkeys(found)) or ("en",)


def _standards(top: Fields) -> Standards:
    found = top.fields("standards", ("legal", "promised", "decided by", "tasks"))
    tasks = found.fields("tasks")
    limits = {name: tasks.read(name, parse_within) for name in tasks.parts}
    return Standards(
        found.read("legal", parse_within),
        found.read("promised", parse_within),
        found.texts("decided by"),
        {name: within for name, within in limits.items() if within is not None},
    )


def _calendar(top: Fields) -> WorkingDays:
    found = top.fields("calendar", ("hours", "holidays"))
    days = found.texts("holidays")
    hours = found.text("hours")
    try:
        return WorkingDays(parse_hours(hours) if hours else MONDAY_TO_FRIDAY, parse_holidays(days))
    except BadCalendar as error:
        top.faults.add(top.line_of("calendar"), gettext("“calendar”: %(why)s", why=message_of(error)))
        return WorkingDays.usual()


def _happenings(top: Fields) -> tuple[Happening, ...]:
    found = top.fields("may happen")
    happenings = []
    for message in found.parts:
        one = found.fields(message, ("label", "form", "until"))
        one.need("label")
        happenings.append(
            Happening(message, one.text("label"), one.text("form") or None, one.read("until", parse_within))
        )
    return tuple(happenings)


def _stages(top: Fields) -> tuple[Stage, ...]:
    stages = []
    for one in top.each("steps", ("name", "nodes")):
        one.need("name", "nodes")
        stages.append(Stage(one.text("name"), one.texts("nodes")))
    return tuple(stages)


def _outcomes(top: Fields) -> dict[str, str]:
    found = dict(top.fields("outcomes").items())
    for end, meaning in found.items():
        if meaning not in MEANINGS:
            top.faults.add(
                top.line_of("outcomes"),
                gettext(
                    "“outcomes” says that %(end)s means %(meaning)s; write %(names)s",
                    end=quoted(end),
                    meaning=quoted(meaning),
                    names=either(MEANINGS),
                ),
            )
    return found


def _purposes(top: Fields) -> tuple[str, ...]:
    found = tuple(" ".join(each.split()) for each in top.texts("purposes"))
    if any(len(each) > LONGEST_PURPOSE for each in found) or len(set(found)) != len(found):
        top.faults.add(
            top.line_of("purposes"),
            gettext(
                "“purposes” names one twice, or one with more than %(most)s characters; name each once, "
                "and shortly",
                most=LONGEST_PURPOSE,
            ),
        )
    return found


def _lines(top: Fields) -> dict[str, int]:
    """The lines of what other files are asked about."""
    lines = {name: part.line for name, part in top.parts.items()}
    for name in ("person", "standards", "may happen", "tell", "access", "outcomes"):
        within = top.parts.get(name)
        if within is not None and isinstance(within.value, dict):
            lines |= {f"{name}.{inner}": part.line for inner, part in within.value.items()}
    tasks = top.parts["standards"].value if "standards" in top.parts else None
    inner = tasks.get("tasks") if isinstance(tasks, dict) else None
    if inner is not None and isinstance(inner.value, dict):
        lines |= {f"standards.tasks.{node}": part.line for node, part in inner.value.items()}
    steps = top.parts["steps"].value if "steps" in top.parts else None
    if isinstance(steps, list):
        lines |= {f"steps.{k}": part.line for k, part in enumerate(steps)}
    return lines
