"""Whether the translations of a service fit it: what they name that is not there, and what is not translated."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from openhall.process.forms.model import Form
from openhall.process.model import Model, NodeKind
from openhall.process.quoting import listed, meant, placed, quoted
from openhall.process.saying import gettext, gettext_noop, ngettext
from openhall.process.service.gather import Gathered
from openhall.process.service.loose import OF_PEOPLE
from openhall.process.service.text import FILE, ServiceText
from openhall.process.service.translation import Translation

APPLICANT = "applicant"
"""The lane whose work stands on the applicant's own page."""


def wrong_translations(found: Gathered) -> list[str]:
    """A sentence for each thing that a translation names and that is not there."""
    wrong: list[str] = []
    if found.text is None or found.model is None:
        return wrong
    others = found.text.languages[1:]
    for language, translation in sorted(found.translations.items()):
        file = f"translations/{language}.yaml"
        if language not in others:
            wrong.append(
                placed(
                    file,
                    0,
                    gettext(
                        "%(language)s is not among the further languages of %(file)s; add it to “languages”.",
                        language=quoted(language),
                        file=FILE,
                    ),
                )
            )
        wrong += (
            placed(file, line, what) for line, what in _unknown(found, found.text, found.model, translation)
        )
    for name, versions in sorted(found.letters.items()):
        for language in sorted(set(versions) - set(found.text.languages)):
            wrong.append(
                placed(
                    f"letters/{name}.{language}.md",
                    0,
                    gettext(
                        "%(language)s is not among the languages of %(file)s; %(mend)s",
                        language=quoted(language),
                        file=FILE,
                        mend=meant(language, found.text.languages),
                    ),
                )
            )
        if found.language not in versions and f"letters/{name}.md" not in found.unread:
            wrong.append(
                gettext(
                    "%(file)s is missing: the letter is there in %(names)s only; write it in the first language.",
                    file=f"letters/{name}.md",
                    names=listed(sorted(versions)),
                )
            )
    return wrong


def missing_translations(found: Gathered) -> list[str]:
    """A sentence for each file with all that is not translated."""
    missing: list[str] = []
    if found.text is None or found.model is None:
        return missing
    for language in found.text.languages[1:]:
        file = f"translations/{language}.yaml"
        if file not in found.files:
            missing.append(
                gettext(
                    "%(file)s is missing: pages in %(language)s stand in %(first)s.",
                    file=file,
                    language=quoted(language),
                    first=quoted(found.language),
                )
            )
        elif file not in found.unread:
            names = list(_untranslated(found, found.text, found.model, found.translations[language]))
            if names:
                what = ngettext(
                    "not translated is %(names)s.",
                    "not translated are %(names)s.",
                    len(names),
                    names=listed(names, 20),
                )
                missing.append(placed(file, 0, what))
        for name, versions in sorted(found.letters.items()):
            if language not in versions:
                missing.append(
                    gettext(
                        "%(file)s is missing: the letter is sent in %(language)s.",
                        file=f"letters/{name}.{language}.md",
                        language=quoted(found.language),
                    )
                )
    return missing


def _unknown(
    found: Gathered, text: ServiceText, model: Model, said: Translation
) -> Iterator[tuple[int, str]]:
    ends = [node.id for node in model.nodes if node.kind == NodeKind.END]
    known: dict[str, tuple[Mapping[str, Any], Collection[str], str]] = {
        "labels": (
            said.labels,
            [each.message for each in text.may_happen],
            gettext_noop("%(name)s is not a message of “may happen”; %(mend)s"),
        ),
        "tell": (said.tell, text.tell, gettext_noop("%(name)s is not a node of “tell”; %(mend)s")),
        "nodes": (
            said.nodes,
            model.place_of,
            gettext_noop("%(name)s is not a node of the process; %(mend)s"),
        ),
        "outcomes": (
            said.outcomes,
            ends,
            gettext_noop("%(name)s is not an end event of the process; %(mend)s"),
        ),
        "forms": (said.forms, found.forms, gettext_noop("%(name)s is not a form; %(mend)s")),
    }
    for group, (words, names, what) in known.items():
        for name in words:
            if name not in names:
                yield (
                    _line(said, f"{group}.{name}"),
                    gettext(what, name=quoted(name), mend=meant(name, names)),
                )
    lists: tuple[tuple[str, Collection[Any], Collection[Any]], ...] = (
        ("needed", said.needed, text.needed),
        ("steps", said.stages, text.stages),
        ("purposes", said.purposes, text.purposes),
    )
    for part, given, wanted in lists:
        if given and len(given) != len(wanted):
            yield (
                _line(said, f"service.{part}"),
                gettext(
                    "%(part)s has %(given)s of the %(wanted)s entries in %(file)s; translate each of them.",
                    part=quoted(part),
                    given=len(given),
                    wanted=len(wanted),
                    file=FILE,
                ),
            )
    for name, words in said.forms.items():
        if name in found.forms:
            yield from _unknown_of_form(said, found.forms[name], words)


def _unknown_of_form(said: Translation, form: Form, words: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    pages = [page.name for page in form.pages]
    for page in words.get("pages", {}):
        if page not in pages:
            yield (
                _line(said, f"forms.{form.name}.pages.{page}"),
                gettext(
                    "%(page)s is no page of the form %(form)s; %(mend)s",
                    page=quoted(page),
                    form=quoted(form.name),
                    mend=meant(page, pages),
                ),
            )
    for name, held in words.get("questions", {}).items():
        line = _line(said, f"forms.{form.name}.questions.{name}")
        question = form.questions.get(name)
        if question is None:
            yield (
                line,
                gettext(
                    "%(name)s is no question of the form %(form)s; %(mend)s",
                    name=quoted(name),
                    form=quoted(form.name),
                    mend=meant(name, form.questions),
                ),
            )
            continue
        choices = [str(choice.value) for choice in question.choices]
        for value in held.get("choices", {}):
            if value not in choices:
                yield (
                    line,
                    gettext(
                        "%(value)s is no choice of %(question)s; %(mend)s",
                        value=quoted(value),
                        question=quoted(f"{form.name}.{name}"),
                        mend=meant(value, choices),
                    ),
                )


def _line(said: Translation, key: str) -> int:
    return said.lines.get(key, 0)


def _untranslated(found: Gathered, text: ServiceText, model: Model, said: Translation) -> Iterator[str]:
    pairs = {
        "service.name": (text.name, said.name),
        "service.summary": (text.summary, said.summary),
        "service.who may apply": (text.who_may_apply, said.who_may_apply),
        "service.fee": (text.fee, said.fee),
        "service.needed": (text.needed, said.needed),
        "service.steps": (text.stages, said.stages),
        "service.purposes": (text.purposes, said.purposes),
    }
    yield from (name for name, (first, other) in pairs.items() if first and not other)
    yield from (
        f"service.may happen.{each.message}" for each in text.may_happen if each.message not in said.labels
    )
    yield from (f"service.tell.{node}" for node in text.tell if node not in said.tell)
    for node in model.nodes:
        if node.kind == NodeKind.END and node.name and node.id not in said.outcomes:
            yield f"outcomes.{node.id}"
        elif _is_seen(node.lane, node.kind) and node.name and node.id not in said.nodes:
            yield f"process.{node.id}"
    for name in _seen_forms(text, model):
        if name in found.forms:
            yield from _untranslated_form(found.forms[name], said.forms.get(name, {}))


def _is_seen(lane: tuple[str, ...], kind: NodeKind) -> bool:
    """Whether work is done on the applicant's own page."""
    return kind in OF_PEOPLE and APPLICANT in (each.casefold() for each in lane)


def _seen_forms(text: ServiceText, model: Model) -> list[str]:
    """The forms that applicants fill in."""
    found = [text.form, *(each.form or "" for each in text.may_happen)]
    found += [node.work.form or "" for node in model.nodes if _is_seen(node.lane, node.kind)]
    return [name for name in dict.fromkeys(found) if name]


def _untranslated_form(form: Form, words: Mapping[str, Any]) -> Iterator[str]:
    if form.title and not words.get("title"):
        yield f"forms.{form.name}.title"
    for name, question in form.questions.items():
        held = words.get("questions", {}).get(name, {})
        if not held.get("title"):
            yield f"forms.{form.name}.{name}"
        if question.hint and not held.get("description"):
            yield f"forms.{form.name}.{name}.description"
        for choice in question.choices:
            if str(choice.value) not in held.get("choices", {}):
                yield f"forms.{form.name}.{name}.{choice.value}"
    for page in form.pages:
        if page.title and not words.get("pages", {}).get(page.name):
            yield f"forms.{form.name}.pages.{page.name}"
