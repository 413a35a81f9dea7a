"""Whether the translations of a service fit it: what they name that is not there, and what is not translated."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from openhall.process.forms.model import Form
from openhall.process.model import Model, NodeKind
from openhall.process.quoting import listed, meant, quoted
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
                f"{file}: {quoted(language)} is not among the further languages of {FILE}; add it to “languages”."
            )
        wrong += (
            f"{file}{line}: {what}" for line, what in _unknown(found, found.text, found.model, translation)
        )
    for name, versions in sorted(found.letters.items()):
        for language in sorted(set(versions) - set(found.text.languages)):
            wrong.append(
                f"letters/{name}.{language}.md: {quoted(language)} is not among the languages of {FILE}; "
                f"{meant(language, found.text.languages)}"
            )
        if found.language not in versions and f"letters/{name}.md" not in found.unread:
            wrong.append(
                f"letters/{name}.md is missing: the letter is there in {listed(sorted(versions))} only; write it in "
                "the first language."
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
                f"{file} is missing: pages in {quoted(language)} stand in {quoted(found.language)}."
            )
        elif file not in found.unread:
            names = list(_untranslated(found, found.text, found.model, found.translations[language]))
            are = "is" if len(names) == 1 else "are"
            if names:
                missing.append(f"{file}: not translated {are} {listed(names, 20)}.")
        for name, versions in sorted(found.letters.items()):
            if language not in versions:
                missing.append(
                    f"letters/{name}.{language}.md is missing: the letter is sent in {quoted(found.language)}."
                )
    return missing


def _unknown(
    found: Gathered, text: ServiceText, model: Model, said: Translation
) -> Iterator[tuple[str, str]]:
    ends = [node.id for node in model.nodes if node.kind == NodeKind.END]
    known: dict[str, tuple[Mapping[str, Any], Collection[str], str]] = {
        "labels": (said.labels, [each.message for each in text.may_happen], "a message of “may happen”"),
        "tell": (said.tell, text.tell, "a node of “tell”"),
        "nodes": (said.nodes, model.place_of, "a node of the process"),
        "outcomes": (said.outcomes, ends, "an end event of the process"),
        "forms": (said.forms, found.forms, "a form"),
    }
    for group, (words, names, what) in known.items():
        for name in words:
            if name not in names:
                yield _line(said, f"{group}.{name}"), f"{quoted(name)} is not {what}; {meant(name, names)}"
    lists: tuple[tuple[str, Collection[Any], Collection[Any]], ...] = (
        ("needed", said.needed, text.needed),
        ("steps", said.stages, text.stages),
        ("purposes", said.purposes, text.purposes),
    )
    for part, given, wanted in lists:
        if given and len(given) != len(wanted):
            yield (
                _line(said, f"service.{part}"),
                f"{quoted(part)} has {len(given)} of the {len(wanted)} entries in {FILE}; translate each of them.",
            )
    for name, words in said.forms.items():
        if name in found.forms:
            yield from _unknown_of_form(said, found.forms[name], words)


def _unknown_of_form(said: Translation, form: Form, words: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    pages = [page.name for page in form.pages]
    for page in words.get("pages", {}):
        if page not in pages:
            yield (
                _line(said, f"forms.{form.name}.pages.{page}"),
                f"{quoted(page)} is no page of the form {quoted(form.name)}; {meant(page, pages)}",
            )
    for name, held in words.get("questions", {}).items():
        line = _line(said, f"forms.{form.name}.questions.{name}")
        question = form.questions.get(name)
        if question is None:
            yield (
                line,
                f"{quoted(name)} is no question of the form {quoted(form.name)}; {meant(name, form.questions)}",
            )
            continue
        choices = [str(choice.value) for choice in question.choices]
        for value in held.get("choices", {}):
            if value not in choices:
                yield (
                    line,
                    f"{quoted(value)} is no choice of {quoted(f'{form.name}.{name}')}; {meant(value, choices)}",
                )


def _line(said: Translation, key: str) -> str:
    line = said.lines.get(key)
    return f", line {line}" if line else ""


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
