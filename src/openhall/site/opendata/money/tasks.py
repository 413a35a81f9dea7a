"""Background work on the money; `openhall worker` does it."""

from __future__ import annotations

from django_tasks import task

from openhall.site.opendata.money.catalogue import publish_in_catalogue
from openhall.site.opendata.money.loading import read_and_check
from openhall.site.opendata.money.models import MoneyVersion
from openhall.site.opendata.publishing.working import held
from openhall.site.people.models import User


@task()
def read_money(version: int) -> None:
    """Read and check the files of a version; one that was deleted meanwhile needs nothing."""
    with held(MoneyVersion.objects.under_way().filter(pk=version)) as found:
        if found is not None:
            read_and_check(found)


@task()
def publish_money_datasets(by: int | None) -> None:
    """Bring the datasets of the catalogue up to what the pages show."""
    publish_in_catalogue(User.objects.filter(pk=by).first())
