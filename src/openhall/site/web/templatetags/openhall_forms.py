"""Forms and lists in the look of the house: `{% field form.name %}`, `{% error_summary form %}`, page numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.forms import BoundField
from django.forms.utils import ErrorList

register = template.Library()

CLASSES: tuple[tuple[type[forms.Widget], str, str], ...] = (
    (forms.CheckboxSelectMultiple, "checkboxes", ""),
    (forms.RadioSelect, "radios", ""),
    (forms.CheckboxInput, "checkbox", "govuk-checkboxes__input"),
    (forms.FileInput, "file", "govuk-file-upload"),
    (forms.Select, "select", "govuk-select"),
    (forms.Textarea, "textarea", "govuk-textarea"),
    (forms.Widget, "input", "govuk-input"),
)


@register.inclusion_tag("openhall/parts/field.html")
def field(bound: BoundField, strong: bool = False, width: str = "") -> dict[str, Any]:
    """Draw one question: label, hint, error and control, tied together for screen readers.

    strong: a bold label. width: a width class of an input, such as `govuk-input--width-10`.
    """
    kind, style = _kind(bound.field.widget)
    # A grey word inside the box is no label: it vanishes when one types, and is too pale to read.
    bound.field.widget.attrs.pop("placeholder", None)
    hint = f"{bound.auto_id}_hint" if bound.help_text else ""
    error = f"{bound.auto_id}_error" if bound.errors else ""
    described_by = " ".join(filter(None, (hint, error)))
    classes = [style, width, f"{style}--error" if error and kind not in ("checkbox", "file") else ""]
    attributes = {"class": " ".join(filter(None, classes))}
    if described_by:
        attributes["aria-describedby"] = described_by
    group = kind if kind in ("checkboxes", "radios") else ""
    return {
        "field": bound,
        "errors": list(bound.errors),
        "kind": kind,
        "group": group,
        "strong": strong,
        "described_by": described_by,
        "control": "" if group else bound.as_widget(attrs=attributes),
    }


def _kind(widget: forms.Widget) -> tuple[str, str]:
    return next((kind, style) for type_, kind, style in CLASSES if isinstance(widget, type_))


@register.inclusion_tag("openhall/parts/error_summary.html")
def error_summary(form: forms.BaseForm) -> dict[str, Any]:
    """List everything wrong in `form`, each line leading to its question; nothing when all is well."""
    return {"problems": list(problems_in(form))}


def problems_in(form: forms.BaseForm) -> Iterable[dict[str, str]]:
    """Everything wrong in `form` in words, each with the address of its question on the page."""
    first = next((_anchor(bound) for bound in form if not bound.is_hidden), "")
    for words in form.non_field_errors():
        yield {"words": words, "href": first}
    for bound in form:
        errors: ErrorList = bound.errors
        for words in errors:
            yield {"words": words, "href": _anchor(bound)}


def _anchor(bound: BoundField) -> str:
    kind, _ = _kind(bound.field.widget)
    return f"#{bound.auto_id}_0" if kind in ("checkboxes", "radios") else f"#{bound.id_for_label}"


@register.filter
def page_numbers(page: Page) -> list[int | str]:
    """Return the numbers to offer around `page`, with an ellipsis for those left out."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))
