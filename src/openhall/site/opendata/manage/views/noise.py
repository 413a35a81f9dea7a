"""Publish counts with noise instead of rows: what they cost of the dataset's privacy, and what is left of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from openhall.site.opendata.manage.noise_forms import NoiseForm
from openhall.site.opendata.manage.views.standing import show
from openhall.site.opendata.manage.views.steps import of_draft
from openhall.site.opendata.models import DatasetVersion, PrivacyAccount
from openhall.site.opendata.publishing.noising import NotWithNoise, count_with_noise, why_not, width_of
from openhall.site.people.audience import PUBLISHERS, visible_to
from openhall.site.web.speech import say_error

EXAMPLES = (0.1, 0.2, 0.5, 1.0)
ROWS = (1, 5)


@visible_to(PUBLISHERS)
@require_http_methods(["GET", "POST"])
@of_draft
def noise(request: HttpRequest, version: DatasetVersion) -> HttpResponse:
    """Say what is counted; the counts are drawn once, and take the place of the rows."""
    account = PrivacyAccount.objects.filter(dataset=version.dataset).first()
    drawn = version.noisy.first()
    reason = why_not(version.dataset)
    used_up = account is not None and not account.left
    offered = drawn is None and reason is None and not used_up
    form = NoiseForm(request.POST or None, version=version, account=account) if offered else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            count_with_noise(version, form.asked(), request.user)  # type: ignore[arg-type]
        except NotWithNoise as error:
            form.add_error(None, say_error(error))
        else:
            messages.success(request, _("The counts are drawn. Look at them, and go on as with any draft."))
            return redirect("opendata:manage_columns", version.dataset.identifier, version.number)
    wrong = form is not None and bool(form.errors)
    return show(
        request,
        "noise.html",
        version,
        400 if wrong or (request.method == "POST" and form is None) else 200,
        step="",
        form=form,
        account=account,
        answers=account.answers.select_related("by") if account is not None else [],
        drawn=drawn,
        reason=say_error(reason) if reason is not None else "",
        used_up=used_up,
        widths=[(epsilon, [width_of(epsilon, rows) for rows in ROWS]) for epsilon in EXAMPLES],
        rows=ROWS,
    )
