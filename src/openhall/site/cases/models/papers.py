"""What is said and written in a case: documents, letters, messages, notes, and decisions with their reasons."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from openhall.site.cases.models.case import Case, Draft
from openhall.site.web.speech import say_kept


def new_document_key() -> str:
    """What a document is called in addresses and answers: nothing that can be guessed."""
    return secrets.token_urlsafe(16)


def storage_name(document: Document, name: str) -> str:
    """Where the file lies: a name that tells nothing and cannot be guessed."""
    name = secrets.token_hex(16)
    return f"documents/{name[:2]}/{name}"


class Document(models.Model):
    """A file that somebody gave. `question` is "form.question" where it answers one."""

    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="documents")
    draft = models.ForeignKey(Draft, models.CASCADE, null=True, related_name="documents")
    key = models.CharField(max_length=22, unique=True, default=new_document_key, editable=False)
    question = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    bytes = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    file = models.FileField(upload_to=storage_name)
    from_applicant = models.BooleanField(default=False)
    for_applicant = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(case__isnull=False) | models.Q(draft__isnull=False),
                name="document_of_a_case_or_draft",
            )
        ]
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def __str__(self) -> str:
        return self.name


class Letter(models.Model):
    """A letter as it was written. Its `key` is that of the step that sent it, so it is written once."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="letters")
    key = models.CharField(max_length=120, unique=True)
    name = models.CharField(max_length=200)
    node = models.CharField(max_length=200)
    language = models.CharField(max_length=12)
    subject = models.CharField(max_length=300)
    html = models.TextField()
    text = models.TextField()
    made_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["made_at", "pk"]
        verbose_name = _("letter")
        verbose_name_plural = _("letters")

    def __str__(self) -> str:
        return self.subject


class Message(models.Model):
    """A message between the applicant and the office, in the case's own page."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="messages")
    from_applicant = models.BooleanField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")

    def __str__(self) -> str:
        return f"{self.case} {self.at:%Y-%m-%d %H:%M}"


class Note(models.Model):
    """What officers write down for each other; the applicant does not see it."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="notes")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("note")
        verbose_name_plural = _("notes")

    def __str__(self) -> str:
        return f"{self.case} {self.at:%Y-%m-%d %H:%M}"


class Decided(models.Model):
    """A decision that a decision model made in a case: its value (`process.storing` JSON) and the rules that applied
    (`process.saying.keep`); `why` says them in the reader's language."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="decisions")
    node = models.CharField(max_length=200)
    decision = models.CharField(max_length=200)
    value = models.JSONField(null=True)
    reasons = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")

    def __str__(self) -> str:
        return f"{self.decision} ({self.case})"

    @property
    def why(self) -> list[str]:
        """The rules that applied, in the reader's language."""
        return [say_kept(each) for each in self.reasons]
