"""The addresses of the catalogue for other catalogues."""

from __future__ import annotations

from openhall.site.opendata.api.dcat.views import FORMS
from openhall.site.opendata.api.described.parts import (
    TEXT,
    UNCHANGED,
    Part,
    array,
    gives,
    in_address,
    operation,
    ref,
    refusals,
    thing,
)

KEY = ref("parameters", "key")
PAGE = in_address("page", "Which page, from 1.", {"type": "integer", "minimum": 1})
SEE_OTHER = {
    "303": {
        "description": "Where it is, in the format that Accept names.",
        "headers": {"Location": {"schema": TEXT}},
    }
}


def paths() -> dict[str, Part]:
    """Each address with its operation."""
    missing = refusals("SodaError", "404")
    made: dict[str, Part] = {}
    for form, kind in FORMS.items():
        media_type = f"{kind.value}; charset=utf-8"
        page, one = gives("The datasets of a page.", media_type), gives("The dataset.", media_type)
        made[f"/catalog.{form}"] = {
            "get": operation(
                f"catalogue_{form}",
                "A page of the catalogue (DCAT-AP 3)",
                "DCAT",
                [PAGE],
                {"200": page} | UNCHANGED | missing,
            )
        }
        made[f"/data/{{key}}.{form}"] = {
            "get": operation(
                f"dataset_{form}", "A dataset (DCAT-AP 3)", "DCAT", [KEY], {"200": one} | UNCHANGED | missing
            )
        }
    for path, name, what, media_type in (
        (
            "/data/{key}/croissant.json",
            "croissant",
            "A dataset (schema.org, Croissant)",
            "application/ld+json",
        ),
        (
            "/api/views/{key}/rows.csv-metadata.json",
            "csv_metadata",
            "What the CSV file of a dataset holds (CSV on the Web)",
            "application/csvm+json",
        ),
        ("/api/views/{key}/columns.csv", "dictionary", "The columns of a dataset", "text/csv"),
    ):
        good = {"200": gives("The dataset.", f"{media_type}; charset=utf-8")}
        made[path] = {"get": operation(name, what, "DCAT", [KEY], good | UNCHANGED | missing)}
    catalogue = gives(
        "The catalogue.", "application/json; charset=utf-8", thing({"dataset": array({"type": "object"})})
    )
    made["/catalog"] = {
        "get": operation(
            "catalogue",
            "The catalogue, in the format that Accept names",
            "DCAT",
            [],
            SEE_OTHER | refusals("SodaError"),
        )
    }
    made["/data.json"] = {
        "get": operation(
            "data_json",
            "The catalogue (DCAT-US 3)",
            "DCAT",
            [],
            {"200": catalogue} | UNCHANGED | refusals("SodaError"),
        )
    }
    return made
