"""Long work of the catalogue, and its letters: no page waits for a file or a mail server; `openhall worker` does it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django_tasks import task

from openhall.site.opendata.models import DatasetRequest, DatasetVersion, Follower, Portal, Refresh
from openhall.site.opendata.publishing.building import make_ready
from openhall.site.opendata.publishing.measuring import measure
from openhall.site.opendata.publishing.receiving import read_upload
from openhall.site.opendata.publishing.releasing import release_if_due
from openhall.site.opendata.publishing.risks import look_at
from openhall.site.opendata.publishing.working import taken
from openhall.site.opendata.refreshing.harvesting import harvest
from openhall.site.opendata.refreshing.running import refresh

Status = DatasetVersion.Status


@task()
def read_file(version: int) -> None:
    """Read the file of a version; one that was taken back meanwhile needs nothing."""
    with taken(version, Status.READING) as found:
        if found is not None:
            read_upload(found)


@task()
def measure_service(version: int) -> None:
    """Fill a version with how its service performs."""
    with taken(version, Status.READING) as found:
        if found is not None:
            measure(found)


@task()
def look_at_risks(version: int) -> None:
    """Look at the risks of a draft, before and after its plan."""
    with taken(version, Status.CHECKING) as found:
        if found is not None:
            look_at(found)


@task()
def build_version(version: int) -> None:
    """Make a version ready that was decided on, and open it at its hour."""
    with taken(version, Status.BUILDING) as found:
        if found is None or not make_ready(found):
            return
    if found.release_at is not None and found.release_at > timezone.now():
        release_version.using(run_after=found.release_at).enqueue(found.pk)
    else:
        release_version.func(found.pk)


@task()
def release_version(version: int) -> None:
    """Open a version if its hour has come; whose hour was moved has another task."""
    found = DatasetVersion.objects.select_related("dataset").filter(pk=version).first()
    if found is not None and release_if_due(found):
        mail_new_version.enqueue(found.pk)


@task()
def refresh_dataset(source: int) -> None:
    """Fetch the source of a dataset; one that was taken away meanwhile needs nothing."""
    found = Refresh.objects.select_related("dataset__department").filter(pk=source).first()
    if found is not None:
        refresh(found)


@task()
def harvest_portal(portal: int) -> None:
    """Read the catalogue of another portal; one that was taken away meanwhile needs nothing."""
    found = Portal.objects.filter(pk=portal).first()
    if found is not None:
        harvest(found)


@task()
def mail_confirmation(follower: int) -> None:
    """Send the link by which somebody says that the address is theirs, or stops following."""
    held = Follower.objects.select_related("dataset").filter(pk=follower).first()
    if held is not None:
        _mail("confirm", held.e_mail, held.language, dataset=held.dataset, link=_link_of(held))


@task()
def mail_new_version(version: int) -> None:
    """Tell all who follow a dataset of a version that is open now."""
    released = DatasetVersion.objects.released().select_related("dataset").filter(pk=version).first()
    if released is None:
        return
    followers = Follower.objects.filter(dataset=released.dataset, confirmed_at__isnull=False)
    for held in followers.iterator():
        mail_follower.enqueue(held.pk, released.pk)


@task()
def mail_follower(follower: int, version: int) -> None:
    """Tell one of them: each in a task of its own, so that none is told twice when another address fails."""
    held = Follower.objects.filter(pk=follower, confirmed_at__isnull=False).first()
    released = DatasetVersion.objects.released().select_related("dataset").filter(pk=version).first()
    if held is None or released is None:
        return
    page = settings.OPENHALL_ADDRESS + released.get_absolute_url()
    _mail(
        "version", held.e_mail, held.language,
        dataset=released.dataset, version=released, page=page, link=_link_of(held),
    )  # fmt: skip


@task()
def mail_answer(request: int) -> None:
    """Send the answer to who asked for a dataset; then their address is deleted."""
    asked = DatasetRequest.objects.filter(pk=request, answered_at__isnull=False).exclude(e_mail="").first()
    if asked is None:
        return
    page = settings.OPENHALL_ADDRESS + reverse("opendata:request", args=[asked.identifier])
    _mail("answer", asked.e_mail, asked.language, asked=asked, page=page if asked.is_public else "")
    DatasetRequest.objects.filter(pk=asked.pk).update(e_mail="")


def _link_of(held: Follower) -> str:
    return settings.OPENHALL_ADDRESS + reverse("opendata:following", args=[held.secret])


def _mail(kind: str, to: str, language: str, **context: Any) -> None:
    with translation.override(language):
        subject = " ".join(render_to_string(f"opendata/mail/{kind}_subject.txt", context).split())
        send_mail(subject, render_to_string(f"opendata/mail/{kind}.txt", context), None, [to])
