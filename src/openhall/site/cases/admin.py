"""Endpoints, what could not be sent and timers that could not fire, in the operator's workshop."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from openhall.site.cases import firing, sending
from openhall.site.cases.models import Endpoint, Outgoing, Timer
from openhall.site.people.audience import OPERATORS
from openhall.site.people.for_operators import ForOperators, OnlySeen


@admin.register(Endpoint)
class EndpointAdmin(ForOperators):
    """Where calls and messages go."""

    list_display = ["name", "url", "secret_name", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["name", "url"]

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Return whether this person may take a binding away."""
        return OPERATORS.admits(request.user)


@admin.register(Outgoing)
class OutgoingAdmin(ForOperators):
    """What is still to be sent, or was given up, with why; it is looked at and tried again, never changed.

    What it says is the applicant's, and is not shown here; that it was sent is part of the case's record.
    """

    fields = readonly_fields = ["key", "kind", "name", "made_at", "due_at", "tries", "failed_at", "why"]
    list_display = ["key", "kind", "name", "made_at", "tries", "failed_at", "why"]
    list_filter = ["kind", ("failed_at", admin.EmptyFieldListFilter)]
    actions = ["send_again"]

    @admin.display(description=_("why it was not sent"))
    def why(self, outgoing: Outgoing) -> str:
        """In the operator's language."""
        return outgoing.why

    def get_queryset(self, request: HttpRequest) -> QuerySet[Outgoing]:
        """Return what was not sent."""
        return super().get_queryset(request).filter(sent_at=None)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return False: a case alone sends."""
        return False

    @admin.action(description=_("Try to send again"))
    def send_again(self, request: HttpRequest, queryset: QuerySet[Outgoing]) -> None:
        """Send what was given up again, from the first try on."""
        for outgoing in queryset:
            sending.try_again(outgoing.pk)


@admin.register(Timer)
class TimerAdmin(OnlySeen):
    """Timers that were due and could not fire, with why; they are tried again each hour, or at once."""

    fields = readonly_fields = ["service", "pseudonym", "node", "since", "due_at", "fired", "why"]
    list_display = ["node", "service", "pseudonym", "since", "due_at", "why"]
    list_select_related = ["case__version__service"]
    actions = ["fire_again"]

    @admin.display(description=_("service"))
    def service(self, timer: Timer) -> str:
        """Return the version of the service that its case is of."""
        return str(timer.case.version)

    @admin.display(description=_("case in the record"))
    def pseudonym(self, timer: Timer) -> str:
        """Return what the case is called in the record."""
        return timer.case.pseudonym

    @admin.display(description=_("why it could not fire"))
    def why(self, timer: Timer) -> str:
        """In the operator's language."""
        return timer.why

    def get_queryset(self, request: HttpRequest) -> QuerySet[Timer]:
        """Return what could not fire."""
        return super().get_queryset(request).exclude(problem="").order_by("due_at", "pk")

    @admin.action(description=_("Try to fire again"), permissions=["view"])
    def fire_again(self, request: HttpRequest, queryset: QuerySet[Timer]) -> None:
        """Have them tried at once."""
        for timer in queryset:
            firing.try_again(timer.pk)
