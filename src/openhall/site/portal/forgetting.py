"""What the portal forgets of a case whose details are deleted, and how it says that they are."""

from __future__ import annotations

from django.utils.translation import gettext as _

from openhall.site.cases.models import Case, Erased
from openhall.site.portal.models import Feedback


def forget_feedback(case: Case) -> None:
    """The words of feedback go; that somebody gave so many points stays."""
    Feedback.objects.filter(case=case).update(words="")


def what_went(erased: Erased) -> list[tuple[str, int]]:
    """What there had been, in words; nothing of which there was none."""
    names = {
        "documents": _("Documents"),
        "letters": _("Letters to you"),
        "messages": _("Messages"),
        "notes": _("Notes of our staff"),
        "decisions": _("Decisions of rules"),
    }
    return [(names[key], number) for key, number in erased.gone.items() if number and key in names]
