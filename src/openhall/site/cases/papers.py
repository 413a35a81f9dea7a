"""Papers of a case: files that somebody gives, messages between the applicant and the office, notes of officers.

A file is taken for what its content says, never for what its name or the browser says; it lies under a name that
cannot be guessed, and its name for people always ends as its type does.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Collection
from pathlib import PurePosixPath

from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from openhall.process.forms.answers import clean_text
from openhall.process.forms.model import Question, QuestionKind
from openhall.site.cases import clock
from openhall.site.cases.by import NOBODY, By, NotPossible
from openhall.site.cases.content import ENDINGS, OFFICE, OPEN_DOCUMENT, WORDS, kinds_of
from openhall.site.cases.models import Case, Document, Draft, Message, Note
from openhall.site.cases.telling import tell_of_case
from openhall.site.ledger.models import Event
from openhall.site.services.loading import ready

MEGABYTE = 1_000_000
LARGEST = 10
"""Megabytes of one file where its question does not say."""
MOST_FILES = 60
"""Files of one case or draft together, and the megabytes of all of them."""
MOST_MEGABYTES = 200
LONGEST_NAME = 120
LONGEST_TEXT = 10_000
_FORBIDDEN = frozenset('<>:"/\\|?*')
# What some system does not take in the name of a file.
ACCEPTED = (
    "application/pdf",
    "image/png",
    "image/jpeg",
    f"{OFFICE}wordprocessingml.document",
    f"{OPEN_DOCUMENT}text",
    "text/plain",
)
"""The types of a file that answers no question."""


def attach(
    file: UploadedFile,
    *,
    case: Case | None = None,
    draft: Draft | None = None,
    question: str = "",
    by: By = NOBODY,
    from_applicant: bool = False,
) -> Document:
    """Keep a file that somebody gives to a case or a draft.

    question  "form.question" of the version's form whose rules it keeps; "" for a file that answers none
    Raises `NotPossible` with a plain sentence when it is empty, too large, of another type, or one too many.
    """
    holder = case or draft
    assert holder is not None
    asked = question_of(holder, question)
    name = PurePosixPath((file.name or "").replace("\\", "/")).name
    _must_fit(file, name, asked)
    accepted = asked.accept if asked and asked.accept else ACCEPTED
    kind = _kind(file, name, accepted)
    with transaction.atomic():
        # Files that come side by side are counted one after the other.
        type(holder).objects.select_for_update().get(pk=holder.pk)
        _must_have_room(holder, question, file.size or 0, asked)
        return Document.objects.create(
            case=case,
            draft=draft,
            question=question,
            name=clean_name(name, kind),
            content_type=kind,
            bytes=file.size,
            digest=_digest(file),
            file=File(file.file, name="document"),
            from_applicant=from_applicant,
            by=by.person,
        )


def remove(document: Document) -> None:
    """Take a document away, with its file."""
    file = document.file
    document.delete()
    # After the row is really gone: a file without a row is litter, a row without a file is a loss.
    transaction.on_commit(lambda: file.delete(save=False))


def question_of(holder: Case | Draft, question: str) -> Question | None:
    """The question "form.question" of the version of a case or draft; None where it has none of that name."""
    form_name, _dot, name = question.partition(".")
    form = ready(holder.version_id).folder.forms.get(form_name)
    found = form.questions.get(name) if form else None
    return found if found and found.kind == QuestionKind.FILES else None


def message(case: Case, text: str, by: By | None) -> Message:
    """Write a message of an officer, or of the applicant (`by` is None). Raises `NotPossible`."""
    text, now = _text(text), clock.now()
    with transaction.atomic():
        # That it was written is an act, and stands in the record; what was written does not.
        from_them, to_them = (
            gettext_noop("Message from the applicant"),
            gettext_noop("Message to the applicant"),
        )
        said = from_them if by is None else to_them
        tell_of_case(case, ready(case.version_id), Event.Lifecycle.NOTED, said, now, by or NOBODY)
        return Message.objects.create(
            case=case, text=text, person=by.person if by else None, from_applicant=by is None, at=now
        )


def note(case: Case, text: str, by: By) -> Note:
    """Write down something for colleagues. Raises `NotPossible`."""
    return Note.objects.create(case=case, text=_text(text), person=by.person)


def open_document(document: Document) -> File:
    """The file of a document, opened for reading bytes."""
    return document.file.open("rb")


def clean_name(name: str, kind: str) -> str:
    """A file's name for people: no folders, no signs that cannot be seen, and the ending that its type has."""
    seen = "".join(letter for letter in name if unicodedata.category(letter)[0] != "C")
    path = PurePosixPath(
        "".join(letter for letter in seen if letter not in _FORBIDDEN).strip(". ") or "document"
    )
    endings = ENDINGS.get(kind, (".bin",))
    stem, ending = path.stem, path.suffix.lower()
    if ending not in endings:
        # "invoice.exe" that is a PDF becomes "invoice.pdf": what opens it is a reader of PDF.
        ending = endings[0]
    return f"{stem[:LONGEST_NAME].strip('.') or 'document'}{ending}"


def in_words(kinds: Collection[str]) -> str:
    """Types of files as people call them: "PDF, PNG or JPEG"."""
    words = list(dict.fromkeys(WORDS.get(kind, kind) for kind in kinds))
    if len(words) < 2:
        return "".join(words)
    return _("%(all)s or %(last)s") % {"all": _(", ").join(words[:-1]), "last": words[-1]}


def _must_fit(file: UploadedFile, name: str, asked: Question | None) -> None:
    most = (asked.megabytes if asked else None) or LARGEST
    if not file.size:
        raise NotPossible(_("“%(name)s” is empty. Choose another file.") % {"name": name})
    if file.size > most * MEGABYTE:
        raise NotPossible(
            _("“%(name)s” is larger than %(most)s MB. Choose a smaller file.") % {"name": name, "most": most}
        )


def _kind(file: UploadedFile, name: str, accepted: Collection[str]) -> str:
    found = kinds_of(file)
    kind = next((each for each in accepted if each in found and each in ENDINGS), None)
    if kind is None:
        raise NotPossible(
            _("“%(name)s” must be a file of the kind %(kinds)s.")
            % {"name": name, "kinds": in_words(accepted)}
        )
    return kind


def _must_have_room(holder: Case | Draft, question: str, size: int, asked: Question | None) -> None:
    held = holder.documents.all()
    most = (asked.most_files if asked else None) or MOST_FILES
    # In a case the same work may come again, and then its files of before do not count: its form counts them.
    if isinstance(holder, Draft) and question and held.filter(question=question).count() >= most:
        raise NotPossible(
            ngettext(
                "You can give only %(most)s file here. Remove one first.",
                "You can give only %(most)s files here. Remove one first.",
                most,
            )
            % {"most": most}
        )
    all_bytes = held.aggregate(sum=Sum("bytes"))["sum"] or 0
    if held.count() >= MOST_FILES or all_bytes + size > MOST_MEGABYTES * MEGABYTE:
        raise NotPossible(
            _("There is no room for another file. Remove one first, or give us the rest on paper.")
        )


def _digest(file: UploadedFile) -> str:
    total = hashlib.sha256()
    for chunk in file.chunks():
        total.update(chunk)
    file.seek(0)
    return total.hexdigest()


def _text(text: str) -> str:
    text = clean_text(text, lines=True)
    if not text:
        raise NotPossible(_("Write your message."))
    if len(text) > LONGEST_TEXT:
        raise NotPossible(
            _("Your message has %(long)s letters. Shorten it to %(most)s.")
            % {"long": len(text), "most": LONGEST_TEXT}
        )
    return text
