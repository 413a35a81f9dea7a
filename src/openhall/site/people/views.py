"""One's own account."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from openhall.site.people.audience import OPERATORS, SIGNED_IN, visible_to


@visible_to(SIGNED_IN)
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Show who is signed in, with which roles, and what they can change."""
    roles = sorted(str(role.label) for role in request.user.roles)
    context = {"roles": roles, "may_manage_staff": OPERATORS.admits(request.user)}
    return render(request, "people/account.html", context)
