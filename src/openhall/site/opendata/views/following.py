"""Follow a dataset: by e-mail, once the address is confirmed, or by a feed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from openhall.site.opendata.forms import FollowForm
from openhall.site.opendata.models import Dataset, DatasetVersion, Follower
from openhall.site.opendata.tasks import mail_confirmation
from openhall.site.opendata.views.dataset import public_dataset
from openhall.site.people.audience import PUBLIC, visible_to
from openhall.site.portal.limits import too_often, within
from openhall.site.portal.speaking import say

MOST_AN_HOUR = 10
IN_FEED = 50


@visible_to(PUBLIC)
@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest, identifier: str) -> HttpResponse:
    """Ask for an address, and send a link there. The answer is the same whoever follows already."""
    dataset = public_dataset(identifier)
    form = FollowForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        e_mail = form.cleaned_data["e_mail"].lower()
        if not within(request, "follow", MOST_AN_HOUR) or not within(request, "follow", 5, e_mail):
            return too_often(request)
        held, _made = Follower.objects.get_or_create(
            dataset=dataset, e_mail=e_mail, defaults={"language": get_language() or settings.LANGUAGE_CODE}
        )
        mail_confirmation.enqueue(held.pk)
        return say(
            request, "opendata/follow_sent.html", {"dataset": dataset, "back": dataset.get_absolute_url()}
        )
    context = {"dataset": dataset, "form": form, "back": dataset.get_absolute_url()}
    return say(request, "opendata/follow.html", context, 400 if form.errors else 200)


@visible_to(PUBLIC)
@require_http_methods(["GET", "POST"])
def following(request: HttpRequest, secret: str) -> HttpResponse:
    """Say yes, or stop: with a button, because mail programs open links by themselves."""
    held = Follower.objects.select_related("dataset").filter(secret=secret).first()
    if held is None:
        return say(request, "opendata/follow_gone.html", {}, 404)
    dataset = held.dataset
    if request.method == "POST" and request.POST.get("do") == "stop":
        held.delete()
        messages.success(request, _("We tell you no more of this dataset. Your address is deleted."))
        return redirect(dataset)
    if request.method == "POST":
        held.confirmed_at = held.confirmed_at or timezone.now()
        held.save(update_fields=["confirmed_at"])
        messages.success(request, _("You follow this dataset. We tell you when there is a new version."))
        return redirect(dataset)
    return say(request, "opendata/following.html", {"dataset": dataset, "held": held})


@visible_to(PUBLIC)
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The newest versions of all datasets, as Atom."""
    versions = DatasetVersion.objects.released().filter(dataset__in=Dataset.objects.listed())
    return _feed(versions, _("Open data: what is new"), reverse("opendata:catalogue"), request.path)


@visible_to(PUBLIC)
@require_safe
def dataset_feed(request: HttpRequest, identifier: str) -> HttpResponse:
    """The versions of a dataset, as Atom."""
    dataset = public_dataset(identifier)
    versions = DatasetVersion.objects.released().filter(dataset=dataset)
    return _feed(versions, dataset.title, dataset.get_absolute_url(), request.path)


def _feed(versions: Any, title: str, page: str, own: str) -> HttpResponse:
    home = settings.OPENHALL_ADDRESS
    made = Atom1Feed(
        title, home + page, "", language=get_language(), feed_url=home + own, feed_guid=home + own
    )
    for version in versions.select_related("dataset__department").order_by("-released_at")[:IN_FEED]:
        words = _("%(title)s, version %(number)s") % {
            "title": version.dataset.title,
            "number": version.number,
        }
        address = home + version.get_absolute_url()
        made.add_item(
            words,
            address,
            version.notes or version.dataset.description,
            author_name=version.dataset.department.name,
            pubdate=version.released_at,
            updateddate=version.released_at,
            unique_id=address,
        )
    return HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
