"""A dataset: what it is, whose, under which licence, and how often it is made anew."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from openhall.site.opendata.identifiers import new_identifier
from openhall.site.opendata.models.choices import Licence, Rhythm, Theme
from openhall.site.people.models import Department, User
from openhall.site.people.roles import Role

if TYPE_CHECKING:
    from openhall.site.opendata.models.version import DatasetVersion


def departments_of(person: User) -> models.QuerySet[Department]:
    """The departments for which a person publishes: those in which they hold a post today, if they are a publisher."""
    if person.is_superuser:
        return Department.objects.all()
    if not person.is_authenticated or Role.PUBLISHER not in person.roles:
        return Department.objects.none()
    today = Q(posts__until=None) | Q(posts__until__gte=timezone.localdate())
    return Department.objects.filter(today, posts__person=person).distinct()


class Datasets(models.QuerySet["Dataset"]):
    """Who may see which datasets: the one policy of the room."""

    def listed(self) -> Datasets:
        """Those of which a version is open to everybody now."""
        from openhall.site.opendata.models.version import DatasetVersion

        return self.filter(Exists(DatasetVersion.objects.filter(dataset=OuterRef("pk")).released()))

    def public(self) -> Datasets:
        """Those that have a page for everybody: listed, or withdrawn after they had been open."""
        from openhall.site.opendata.models.version import DatasetVersion

        return self.filter(Exists(DatasetVersion.objects.filter(dataset=OuterRef("pk")).citable()))

    def managed_by(self, person: User) -> Datasets:
        """Those for which a person publishes."""
        return self.filter(department__in=departments_of(person))


class Dataset(models.Model):
    """A table that is opened, with all its versions.

    identifier   the public name, in Socrata's form
    source       where its rows come from; `source_key` is the service of service performance
    view         how its page first shows it: the address of a chart or map (`viewing.Asked.address`)
    """

    class Source(models.TextChoices):
        """Where the rows come from."""

        FILE = "file", _("a file that the department gave")
        SERVICE = "service", _("the record of a service's cases")
        MONEY = "money", _("budget and spending")
        FETCHED = "fetched", _("a file that is fetched again and again")

    identifier = models.CharField(max_length=9, unique=True, default=new_identifier, editable=False)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=120)
    description = models.TextField(_("what it is"), max_length=4_000)
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="datasets", verbose_name=_("department")
    )
    licence = models.CharField(_("licence"), max_length=10, choices=Licence.choices, default=Licence.CC_BY)
    rhythm = models.CharField(
        _("how often it is made anew"), max_length=10, choices=Rhythm.choices, default=Rhythm.IRREG
    )
    theme = models.CharField(_("theme"), max_length=4, choices=Theme.choices, default=Theme.GOVE)
    keywords = models.JSONField(_("keywords"), default=list, blank=True)
    language = models.CharField(_("language of the data"), max_length=10, default="en")
    place = models.CharField(_("place that it is about"), max_length=120, blank=True)
    contact_name = models.CharField(_("who answers questions"), max_length=120, blank=True)
    contact_email = models.EmailField(_("e-mail address for questions"), blank=True)
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.FILE, editable=False)
    source_key = models.CharField(max_length=80, blank=True, editable=False)
    view = models.CharField(max_length=2_000, blank=True, editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )
    changed_at = models.DateTimeField(auto_now=True)

    objects = Datasets.as_manager()
    if TYPE_CHECKING:
        versions: models.Manager[Any]

    class Meta:
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_key"], condition=~Q(source_key=""), name="one_dataset_a_source"
            )
        ]
        verbose_name = _("dataset")
        verbose_name_plural = _("datasets")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the dataset."""
        return reverse("opendata:dataset", args=[self.identifier])

    @property
    def current(self) -> DatasetVersion | None:
        """The newest version that is open to everybody; None where there is none."""
        found: DatasetVersion | None = self.versions.released().order_by("-number").first()
        return found

    @property
    def next_number(self) -> int:
        """The number of the next version."""
        last = self.versions.aggregate(last=models.Max("number"))["last"]
        return int(last or 0) + 1

    def late_since(self, released: Any) -> Any:
        """The moment from which a new version is late, for one released then; None where no rhythm is promised."""
        days = Rhythm(self.rhythm).days
        return None if days is None else released + timedelta(days=days)
