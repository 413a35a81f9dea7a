"""Who may see a page: the one policy of the site.

Every view says it where it stands:

    @visible_to(ANALYSTS)
    def findings(request): ...

    @visible_to(ANALYSTS, OFFICERS)          # a class-based view likewise
    class CaseList(ListView): ...

`AudienceMiddleware` enforces it before the view runs, and refuses a view that says nothing: a forgotten line is a
closed door. Views of other packages are declared where they are given an address: `declared(PUBLIC, urlpatterns)`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce, wraps
from operator import or_
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from django.utils.decorators import method_decorator

from openhall.site.people.roles import EVERY_ROLE, Role

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Audience:
    """Those who may see a page.

    everyone: no sign-in is needed.  signed_in: anybody with an account.  roles: whoever holds one of these.
    `a | b` is the audience of both.
    """

    everyone: bool = False
    signed_in: bool = False
    roles: frozenset[Role] = frozenset()

    def admits(self, user: Any) -> bool:
        """Return whether `user` (a `User`, or Django's anonymous one) belongs to the audience."""
        if self.everyone:
            return True
        if not (user.is_authenticated and user.is_active):
            return False
        return self.signed_in or not self.roles.isdisjoint(user.roles)

    def __or__(self, other: Audience) -> Audience:
        return Audience(
            self.everyone or other.everyone, self.signed_in or other.signed_in, self.roles | other.roles
        )


PUBLIC = Audience(everyone=True)
SIGNED_IN = Audience(signed_in=True)
STAFF = Audience(roles=EVERY_ROLE)
ANALYSTS = Audience(roles=frozenset({Role.ANALYST, Role.HEAD_OF_SERVICE}))
HEADS = Audience(roles=frozenset({Role.HEAD_OF_SERVICE}))
OFFICERS = Audience(roles=frozenset({Role.OFFICER}))
OPERATORS = Audience(roles=frozenset({Role.OPERATOR}))
PUBLISHERS = Audience(roles=frozenset({Role.PUBLISHER}))


def visible_to(*audiences: Audience) -> Callable[[Any], Any]:
    """Declare who may see a view (a function or a class-based view): anybody whom one of `audiences` admits."""
    audience = reduce(or_, audiences)

    def declare(view: Any) -> Any:
        if isinstance(view, type):
            return method_decorator(declare, name="dispatch")(view)

        @wraps(view)
        def declared_view(*args: Any, **kwargs: Any) -> Any:
            return view(*args, **kwargs)

        declared_view.audience = audience  # type: ignore[attr-defined]
        return declared_view

    return declare


def declared(audience: Audience, addresses: Any) -> Any:
    """Declare who may see all views behind `addresses`: a list of patterns, or what `include()` takes or gives."""
    patterns = addresses[0] if isinstance(addresses, tuple) else addresses
    for pattern in _every_pattern(getattr(patterns, "urlpatterns", patterns)):
        pattern.callback = visible_to(audience)(pattern.callback)
    return addresses


def _every_pattern(patterns: Iterable[URLPattern | URLResolver]) -> Iterable[URLPattern]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _every_pattern(pattern.url_patterns)
        else:
            yield pattern


def views_without_audience(patterns: Iterable[URLPattern | URLResolver]) -> list[str]:
    """Return the views among `patterns`, at any depth, that do not say who may see them."""
    return [
        f"{pattern.lookup_str} at {pattern.pattern}"
        for pattern in _every_pattern(patterns)
        if not hasattr(pattern.callback, "audience")
    ]


class AudienceMiddleware:
    """Let a request reach its view only if the view's audience admits the visitor.

    Somebody who is not signed in is sent to sign in and comes back; somebody who is gets the page 403.
    """

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; the work is done in `process_view`."""
        return self.respond(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Return a refusal, or None to let the view run."""
        audience = getattr(view, "audience", None)
        if audience is None:
            logger.error("%s.%s does not say who may see it: add visible_to(...)", view.__module__, view)
            raise PermissionDenied
        if audience.admits(request.user):
            return None
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
