"""That somebody looked at a resident's data: who, when, what for, what was shown; and that the resident asked why."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from openhall.site.cases.models.case import Case, Draft
from openhall.site.people.models import new_pseudonym
from openhall.site.registers.models import Use

LONGEST_WORDS = 300


class Look(models.Model):
    """One person or system looked at one case for one purpose, within one stretch of time.

    key         what it is called in addresses and in the record
    pseudonym   that of the case: it stays when the case is gone
    department  the short name of the department or partner for which they looked; "" for none
    system      the name of the system that looked; "" where a person did
    node        the work that they were at, where that was the purpose
    words       the purpose in words, where it needs any; what somebody typed goes with the details of the case
    seen        what was shown (`Seen`); documents: the keys of those that were opened
    whole       whether all of the answers were shown, or a part
    """

    class Purpose(models.TextChoices):
        """What for."""

        WORK = "work", _("Working on the case")
        ASKED = "asked", _("Somebody asked about the case")
        QUALITY = "quality", _("Checking the quality of our work")
        COMPLAINT = "complaint", _("A complaint or an appeal")
        LEGAL = "legal", _("A court or an authority asked for it by law")
        OWN = "own", _("A purpose that the service names")
        OTHER = "other", _("Another reason")
        SYSTEM = "system", _("A purpose that a partner’s system names")

    class Seen(models.TextChoices):
        """What was shown."""

        STANDING = "standing", _("How far the case is")
        ANSWERS = "answers", _("Your answers")
        MESSAGES = "messages", _("Messages")
        LETTERS = "letters", _("Letters to you")
        DOCUMENTS = "documents", _("Documents")

    key = models.CharField(max_length=12, unique=True, default=new_pseudonym, editable=False)
    case = models.ForeignKey(Case, models.SET_NULL, null=True, related_name="looks", db_index=False)
    pseudonym = models.CharField(max_length=12)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    department = models.CharField(max_length=50, blank=True)
    role = models.CharField(max_length=50, blank=True)
    system = models.CharField(max_length=100, blank=True)
    purpose = models.CharField(max_length=9, choices=Purpose.choices)
    node = models.CharField(max_length=200, blank=True)
    words = models.CharField(max_length=LONGEST_WORDS, blank=True)
    seen = models.JSONField(default=list)
    documents = models.JSONField(default=list)
    whole = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["case", "at"]), models.Index(fields=["at"])]
        verbose_name = _("look at a case")
        verbose_name_plural = _("looks at cases")

    def __str__(self) -> str:
        return f"{self.pseudonym} {self.at:%Y-%m-%d %H:%M}"


class LookQuestion(models.Model):
    """That a resident asks why somebody looked: by an application to the service that answers such questions.

    look   at a case; use: of an entry in a register. One of them
    draft  the application, from its first question until it is a case
    """

    look = models.ForeignKey(Look, models.CASCADE, null=True, related_name="questions")
    use = models.ForeignKey(Use, models.CASCADE, null=True, related_name="questions")
    draft = models.OneToOneField(Draft, models.CASCADE, related_name="question")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(look__isnull=False, use__isnull=True)
                | models.Q(look__isnull=True, use__isnull=False),
                name="question_about_one_look",
            )
        ]
        verbose_name = _("question about a look")
        verbose_name_plural = _("questions about looks")

    def __str__(self) -> str:
        return f"{self.look or self.use}: {self.draft}"
