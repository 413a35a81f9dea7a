"""What people do with datasets: views that they keep, datasets that they follow, and those that they ask for."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from openhall.site.opendata.identifiers import new_identifier
from openhall.site.opendata.models.dataset import Dataset
from openhall.site.people.models import Department


def new_secret() -> str:
    """A secret of a link in a mail."""
    return get_random_string(40)


class SavedView(models.Model):
    """A filtered view, chart or map of a dataset that somebody kept: its address is short and can be cited.

    query        what is asked of the rows, as SoQL
    state        the state of the page as it stands in the address, without `?`
    is_featured  whether the dataset's page leads to it: chosen by its publisher
    """

    identifier = models.CharField(max_length=9, unique=True, default=new_identifier, editable=False)
    dataset = models.ForeignKey(Dataset, models.CASCADE, related_name="views")
    title = models.CharField(_("title"), max_length=120, blank=True)
    query = models.TextField()
    state = models.TextField()
    is_featured = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-made_at"]
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")

    def __str__(self) -> str:
        return self.title or self.identifier

    def get_absolute_url(self) -> str:
        """The short address of the view."""
        return reverse("opendata:view", args=[self.identifier])


class Follower(models.Model):
    """Somebody who is told of new versions by e-mail, once they have confirmed that the address is theirs."""

    dataset = models.ForeignKey(Dataset, models.CASCADE, related_name="followers")
    e_mail = models.EmailField()
    language = models.CharField(max_length=10)
    secret = models.CharField(max_length=40, unique=True, default=new_secret)
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dataset", "e_mail"], name="one_follower_a_dataset")]
        verbose_name = _("follower")
        verbose_name_plural = _("followers")

    def __str__(self) -> str:
        return f"{self.dataset_id}"


class Requests(models.QuerySet["DatasetRequest"]):
    """Which requests everybody sees."""

    def answered(self) -> Requests:
        """Those that have been answered in public."""
        return self.filter(answered_at__isnull=False, is_public=True)


class DatasetRequest(models.Model):
    """A dataset that somebody asks for. The question is shown with its answer; who asked is never shown.

    e_mail  where the answer is sent, until it is; empty afterwards
    """

    identifier = models.CharField(max_length=9, unique=True, default=new_identifier, editable=False)
    what = models.TextField(_("what you are looking for"), max_length=2_000)
    why = models.TextField(_("what you would use it for"), max_length=2_000, blank=True)
    department = models.ForeignKey(
        Department, models.SET_NULL, null=True, blank=True, related_name="dataset_requests"
    )
    e_mail = models.EmailField(blank=True)
    language = models.CharField(max_length=10)
    asked_at = models.DateTimeField(default=timezone.now)
    answer = models.TextField(_("answer"), max_length=4_000, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    dataset = models.ForeignKey(Dataset, models.SET_NULL, null=True, blank=True, related_name="requests")
    is_public = models.BooleanField(default=True)

    objects = Requests.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        indexes = [
            models.Index(fields=["asked_at"], condition=Q(answered_at=None), name="requests_to_answer")
        ]
        verbose_name = _("request for a dataset")
        verbose_name_plural = _("requests for datasets")

    def __str__(self) -> str:
        return self.identifier
