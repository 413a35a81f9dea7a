"""Certificates in public: the page of one, what checks it, and what programs ask for to check one themselves."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openhall.site.people.audience import PUBLIC, STAFF, visible_to
from openhall.site.training.badges.credential import CONTEXT
from openhall.site.training.badges.issuing import (
    achieved,
    check_ours,
    issue,
    issuer,
    public_bytes,
    revocations,
)
from openhall.site.training.badges.jws import jwk, opened
from openhall.site.training.badges.picture import baked
from openhall.site.training.drafting import NotPossible, content_of
from openhall.site.training.forms import CheckForm
from openhall.site.training.models import Badge, Completion, Course, CourseVersion, IssuerKey

LINKED_DATA = "application/ld+json"


@visible_to(STAFF)
@require_POST
def get(request: HttpRequest, completion_id: int) -> HttpResponse:
    """Get the certificate of one's own completion."""
    found = get_object_or_404(
        Completion.objects.select_related("course", "version__course"), pk=completion_id, person=request.user
    )
    try:
        badge = issue(found)
    except NotPossible as error:
        messages.error(request, str(error))
        return redirect("training:course", found.course.slug)
    return redirect("training:badge", badge.key)


@visible_to(STAFF)
@require_POST
def show_name(request: HttpRequest, key: str) -> HttpResponse:
    """Let the page of one's own certificate name oneself, or not any more."""
    badge = get_object_or_404(Badge, key=key, completion__person=request.user)
    badge.shows_name = "show" in request.POST
    badge.save(update_fields=["shows_name"])
    return redirect("training:badge", key)


@visible_to(PUBLIC)
@never_cache
@require_safe
def badge(request: HttpRequest, key: str) -> HttpResponse:
    """The page of a certificate: what was completed, by whom if they say so, and whether it counts."""
    found = _badge(key)
    verdict, _known = check_ours(found.token)
    _header, said = opened(found.token)
    context = {
        "badge": found,
        "completion": found.completion,
        "verdict": verdict,
        "against": in_words(verdict.against),
        "issuer": issuer(),
        "name": said["name"],
        "achievement": said["credentialSubject"]["achievement"],
        "is_mine": request.user.is_authenticated and found.completion.person_id == request.user.pk,
        "today": timezone.localdate(),
    }
    response = render(request, "training/badge.html", context)
    # It is found by who was given its address, and by nobody else.
    response["X-Robots-Tag"] = "noindex"
    return response


def _badge(key: str) -> Badge:
    return get_object_or_404(
        Badge.objects.select_related("completion__course", "completion__person", "signed_with"), key=key
    )


def in_words(against: tuple[str, ...]) -> list[str]:
    """What stands against a certificate, in the reader's language."""
    known = {
        "it was signed with a key that is not known here": _(
            "It was signed with a key that is not known here."
        ),
        "its time is over": _("Its time is over: it has to be renewed."),
        "its time has not begun": _("Its time has not begun."),
        "it was withdrawn by who gave it": _("It was withdrawn by who gave it."),
        "it was given by somebody else": _("It was given by somebody else."),
        "it is about somebody with another e-mail address": _(
            "It is about somebody with another e-mail address."
        ),
        "what its token claims and what it says are not the same": _("What it says contradicts itself."),
        "it is no certificate of Open Badges 3.0": _("It is no certificate of Open Badges 3.0."),
        "its signature does not fit: it was changed, or signed with another key": _(
            "Its signature does not fit: it was changed, or signed with another key."
        ),
    }
    return [known.get(each, _("This is no certificate that can be read.")) for each in against]


@visible_to(PUBLIC)
@require_safe
def download(request: HttpRequest, key: str, form: str) -> HttpResponse:
    """A certificate to keep: as it was signed, as plain JSON for readers, or as a picture that carries it."""
    found = _badge(key)
    if form == "jwt":
        # Open Badges 3.0, section 6.2 and 6.3: the text alone, as plain text.
        response = HttpResponse(found.token, content_type="text/plain; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="certificate.jwt"'
        return response
    _header, said = opened(found.token)
    if form == "svg":
        picture = baked(found.token, str(said["name"]), issuer().name)
        response = HttpResponse(picture, content_type="image/svg+xml")
        # A picture is no page: nothing in it runs, though all of it is ours.
        response["Content-Security-Policy"] = "default-src 'none'; style-src 'none'; sandbox"
        return response
    return HttpResponse(json.dumps(said, ensure_ascii=False, indent=2), content_type=LINKED_DATA)


@visible_to(PUBLIC)
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Check a certificate that somebody was shown: pasted, or as a file."""
    form = CheckForm(request.POST, request.FILES) if request.method == "POST" else CheckForm()
    context: dict[str, Any] = {"form": form, "issuer": issuer()}
    if request.method == "POST" and form.is_valid():
        token = form.cleaned_data["token"]
        verdict, found = check_ours(token, e_mail=form.cleaned_data["e_mail"])
        context |= {
            "verdict": verdict,
            "against": in_words(verdict.against),
            "said": verdict.said,
            "asked_whose": bool(form.cleaned_data["e_mail"]),
            "completion": found.completion if found else None,
        }
    status = 400 if form.is_bound and form.errors else 200
    return render(request, "training/check.html", context, status=status)


@visible_to(PUBLIC)
@require_safe
def key(request: HttpRequest, name: str) -> JsonResponse:
    """A public key as JWK: what the `kid` of a certificate leads to."""
    row = get_object_or_404(IssuerKey, name=name)
    return _open(JsonResponse(jwk(public_bytes(row), issuer().key_id(row.name))))


@visible_to(PUBLIC)
@require_safe
def keys(request: HttpRequest) -> JsonResponse:
    """All public keys that signed certificates, as a JWK set (RFC 7517)."""
    rows = IssuerKey.objects.all()
    return _open(JsonResponse({"keys": [jwk(public_bytes(row), issuer().key_id(row.name)) for row in rows]}))


@visible_to(PUBLIC)
@require_safe
def profile(request: HttpRequest) -> JsonResponse:
    """Who gives certificates, as a Profile."""
    said = {"@context": list(CONTEXT)} | issuer().profile()
    return _open(JsonResponse(said, content_type=LINKED_DATA))


@visible_to(PUBLIC)
@require_safe
def achievement(request: HttpRequest, slug: str, number: int) -> JsonResponse:
    """What a version of a course is as an Achievement, once it was published."""
    course = get_object_or_404(Course, slug=slug)
    version = get_object_or_404(
        CourseVersion.objects.select_related("course").exclude(status=CourseVersion.Status.DRAFT),
        course=course,
        number=number,
    )
    said = achieved(version, content_of(version)).achievement(issuer())
    return _open(JsonResponse({"@context": list(CONTEXT)} | said, content_type=LINKED_DATA))


@visible_to(PUBLIC)
@require_safe
def status(request: HttpRequest, number: int) -> HttpResponse:
    """A status list: which certificates were withdrawn, without saying whose any of them is."""
    token = revocations(number) if number < 10_000 else None
    if token is None:
        raise Http404
    response = HttpResponse(token, content_type="application/vc+jwt")
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Cache-Control"] = "public, max-age=300"
    return response


def _open(response: JsonResponse) -> JsonResponse:
    """What any program may read, from any page."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
