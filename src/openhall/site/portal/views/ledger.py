"""The public ledger: what it is, a case's receipt, and whether a receipt holds."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from openhall.proof import write_receipt
from openhall.site.ledger.asking import standing, verify_command
from openhall.site.ledger.keys import signer
from openhall.site.ledger.models import Batch
from openhall.site.ledger.published import checkpoint
from openhall.site.ledger.receipts import receipt_of
from openhall.site.ledger.witness import cosigners, watching
from openhall.site.people.audience import PUBLIC, visible_to
from openhall.site.portal.checking import MOST_BYTES, DoesNotHold, check_receipt, rows_of
from openhall.site.portal.limits import too_often, within
from openhall.site.portal.speaking import say
from openhall.site.portal.views.held import Held, of_case

MOST_CHECKS_AN_HOUR = 60


@visible_to(PUBLIC)
@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """What the ledger is, how far it reaches, and how anybody checks it."""
    signed = checkpoint()
    last = Batch.objects.filter(is_sealed=True).order_by("-first").first()
    asked = standing(signed) if signed else ()
    context = {
        "size": signed.checkpoint.size if signed else 0,
        "sealed_at": last.made_at if last else None,
        "command": verify_command(asked),
        "witnesses": asked,
        "watched": watching() if cosigners() else (),
        "own": [each.verifier.text for each in cosigners()],
        "address": f"{settings.OPENHALL_ADDRESS}/ledger/witness",
    }
    return say(request, "portal/ledger.html", context)


@visible_to(PUBLIC)
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Check a receipt that somebody has kept."""
    if request.method != "POST":
        return say(request, "portal/check_receipt.html", {})
    if not within(request, "receipt", MOST_CHECKS_AN_HOUR):
        return too_often(request)
    file = request.FILES.get("receipt")
    try:
        if file is None:
            raise DoesNotHold(_("Choose the file of your receipt."))
        if file.size > MOST_BYTES:
            raise DoesNotHold(
                _("This file is too large to be a receipt. Choose the file as you got it from us.")
            )
        checked = check_receipt(file.read())
    except DoesNotHold as error:
        context = {"wrong": str(error), "problems": [{"words": str(error), "href": "#receipt"}]}
        return say(request, "portal/check_receipt.html", context, 400)
    return say(request, "portal/receipt_holds.html", {"checked": checked})


@visible_to(PUBLIC)
@require_safe
@of_case
def receipt(request: HttpRequest, held: Held) -> HttpResponse:
    """The receipt of a case: what is in it, and where to get it."""
    found = receipt_of(held.case.pseudonym)
    context = {
        "held": held,
        "case": held.case,
        "back": held.address,
        "rows": rows_of(found) if found else (),
        "sealing": signer() is not None,
    }
    return say(request, "portal/receipt.html", context)


@visible_to(PUBLIC)
@require_safe
@of_case
def receipt_file(request: HttpRequest, held: Held) -> HttpResponse:
    """The receipt of a case as a file."""
    found = receipt_of(held.case.pseudonym)
    if found is None:
        raise Http404
    response = HttpResponse(write_receipt(found), content_type="application/json")
    day = datetime.now(UTC).date()
    response["Content-Disposition"] = f'attachment; filename="receipt-{held.case.reference}-{day}.json"'
    response["Cache-Control"] = "no-store"
    return response
