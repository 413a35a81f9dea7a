"""That the details of a case were deleted: when, why, by whom, and what there had been."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from openhall.site.cases.models.case import Case


class Erased(models.Model):
    """The deletion of a case's details. The case itself stays, as a reference, a service and its days.

    words       the reason in words, for everybody to read: nothing personal stands in it
    department  the short name of the department that deleted them; "" where the time had come
    gone        how many there were of each kind
    is_scrubbed whether what was deleted is out of the file of the database too (`erasing.scrub_due`)
    """

    class Reason(models.TextChoices):
        """Why."""

        RETENTION = "retention", _("We kept them for as long as the service says, and no longer.")
        ASKED = "asked", _("The applicant asked for it.")
        WRONG = "wrong", _("They should not have been kept here.")
        OTHER = "other", _("Another reason")

    case = models.OneToOneField(Case, models.CASCADE, related_name="erased")
    reason = models.CharField(max_length=9, choices=Reason.choices)
    words = models.CharField(max_length=300, blank=True)
    department = models.CharField(max_length=50, blank=True)
    gone = models.JSONField(default=dict)
    at = models.DateTimeField()
    is_scrubbed = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("deletion of a case's details")
        verbose_name_plural = _("deletions of cases' details")

    def __str__(self) -> str:
        return f"{self.case} {self.at:%Y-%m-%d}"
