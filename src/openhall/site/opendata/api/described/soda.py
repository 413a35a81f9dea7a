"""The addresses of SODA."""

from __future__ import annotations

from openhall.data.formats import WRITTEN
from openhall.site.opendata.api.described.parts import (
    HEADERS,
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
from openhall.site.opendata.api.soda.discovery import KNOWN, ORDERS
from openhall.site.opendata.api.soda.writing import CONTENT

KEY = ref("parameters", "key")
ROWS = {
    "json": array(ref("schemas", "Row")),
    "csv": None,
    "geojson": ref("schemas", "Features"),
}
CLAUSES = [
    in_address("$select", "Columns and expressions, with names after AS."),
    in_address("$where", "A condition, such as `hours > 24 AND status = 'Open'`."),
    in_address("$group", "What to group by."),
    in_address("$having", "A condition on groups."),
    in_address("$order", "What to order by, with ASC or DESC."),
    in_address(
        "$limit",
        "How many rows: 1,000 where nothing is said, 50,000 at most.",
        {"type": "integer", "minimum": 0},
    ),
    in_address("$offset", "How many rows to leave out.", {"type": "integer", "minimum": 0}),
    in_address("$q", "Words to search for in all texts."),
    in_address("$query", "A whole query of SoQL, instead of the clauses."),
    in_address("$$after", "The `:id` after which the page begins, as the header Link has it."),
    in_address("$$exclude_system_fields", "`false` shows `:id`, `:created_at` and `:updated_at`."),
    in_address("$$app_token", "An app token, where the header X-App-Token cannot be sent."),
]
QUERY = thing(
    {
        "query": {"type": "string", "description": "SoQL; `SELECT *` where nothing is said."},
        "page": thing(
            {
                "pageNumber": {"type": "integer", "minimum": 1},
                "pageSize": {"type": "integer", "minimum": 1, "maximum": 50_000},
            }
        ),
        "timeout": {"type": "integer", "minimum": 1, "description": "Seconds, 10 at most."},
        "includeSystem": {"type": "boolean"},
        "includeSynthetic": {"type": "boolean"},
    }
) | {"required": [], "additionalProperties": False}


def paths() -> dict[str, Part]:
    """Each address with its operations."""
    made: dict[str, Part] = {}
    for form, media_type in CONTENT.items():
        made[f"/resource/{{key}}.{form}"] = _rows(form, media_type)
        made[f"/api/v3/views/{{key}}/query.{form}"] = _query(form, media_type)
    negotiated = _rows("json", CONTENT["json"])["get"]
    content = {media: {"schema": ROWS[form]} if ROWS[form] else {} for form, media in CONTENT.items()}
    negotiated["responses"]["200"]["content"] = content
    negotiated |= {"operationId": "rows", "summary": "Rows, in the format that Accept names"}
    made["/resource/{key}"] = {"get": negotiated}
    made["/resource/{key}/{row}.json"] = {
        "get": operation(
            "row",
            "One row",
            "SODA 2.1",
            [KEY, ref("parameters", "row")],
            {"200": gives("The row.", CONTENT["json"], ref("schemas", "Row"), HEADERS)}
            | refusals("SodaError", "400", "404", "503"),
        )
    }
    for form in WRITTEN:
        media = f"{form.media_type}; charset=utf-8" if form.value == "csv" else form.media_type
        made[f"/api/views/{{key}}/rows.{form.value}"] = {"get": _file(f"file_{form.value}", media)}
        made[f"/api/v3/views/{{key}}/export.{form.value}"] = {"get": _file(f"export_{form.value}", media)}
    return made | _metadata()


def _rows(form: str, media_type: str) -> Part:
    good = {"200": gives("The rows.", media_type, ROWS[form], HEADERS)}
    bad = refusals("SodaError", "400", "404", "408", "413", "503")
    body = {"content": {"application/x-www-form-urlencoded": {"schema": {"type": "object"}}}}
    return {
        "get": operation(
            f"rows_{form}",
            f"Rows as {form.upper()}",
            "SODA 2.1",
            [KEY, *CLAUSES],
            good | UNCHANGED | bad,
            description="Any other parameter is the name of a column, and its value what the column has to be.",
        ),
        "post": operation(
            f"rows_{form}_posted",
            f"Rows as {form.upper()}, asked for with parameters too long for an address",
            "SODA 2.1",
            [KEY],
            good | bad | refusals("SodaError", "405"),
            requestBody=body,
        ),
    }


def _query(form: str, media_type: str) -> Part:
    responses = {"200": gives("The rows.", media_type, ROWS[form], HEADERS)}
    responses |= refusals("SodaError", "400", "404", "408", "413", "503")
    in_words = [
        in_address("query", "A query of SoQL."),
        in_address("pageNumber", "Which page, from 1.", {"type": "integer", "minimum": 1}),
        in_address("pageSize", "Rows of a page.", {"type": "integer", "minimum": 1, "maximum": 50_000}),
    ]
    body = {"content": {"application/json": {"schema": QUERY}}}
    return {
        "post": operation(
            f"query_{form}_posted",
            f"Rows of a query as {form.upper()}",
            "SODA 3",
            [KEY],
            responses,
            requestBody=body,
        ),
        "get": operation(
            f"query_{form}", f"Rows of a query as {form.upper()}", "SODA 3", [KEY, *in_words], responses
        ),
    }


def _file(name: str, media_type: str) -> Part:
    responses = {"200": gives("The file.", media_type)} | UNCHANGED | refusals("SodaError", "404", "406")
    return operation(name, "All rows as a file", "Downloads", [KEY], responses)


def _metadata() -> dict[str, Part]:
    json = "application/json"
    page = [
        in_address("limit", "How many.", {"type": "integer", "minimum": 0}),
        in_address("page", "Which page, from 1.", {"type": "integer", "minimum": 1}),
    ]
    filters = [
        in_address(name, "A filter of the discovery API.")
        for name in sorted(KNOWN - {"limit", "offset", "order"})
    ]
    filters += [
        in_address("limit", "How many.", {"type": "integer", "minimum": 0}),
        in_address("offset", "How many to leave out.", {"type": "integer", "minimum": 0}),
        in_address("order", f"One of {', '.join(sorted(ORDERS))}, with ASC or DESC."),
    ]
    view = gives("The dataset.", json, ref("schemas", "View"))
    return {
        "/api/views.json": {
            "get": operation(
                "views",
                "All datasets",
                "Metadata",
                page,
                {"200": gives("The datasets.", json, array(ref("schemas", "View")))}
                | refusals("SodaError", "400"),
            )
        },
        "/api/views/{key}.json": {
            "get": operation(
                "view",
                "A dataset",
                "Metadata",
                [KEY],
                {"200": view} | UNCHANGED | refusals("SodaError", "404"),
            )
        },
        "/api/views/{key}/columns.json": {
            "get": operation(
                "columns",
                "The columns of a dataset",
                "Metadata",
                [KEY],
                {"200": gives("The columns.", json, array(ref("schemas", "Column")))}
                | refusals("SodaError", "404"),
            )
        },
        "/api/catalog/v1": {
            "get": operation(
                "catalog",
                "Find datasets",
                "Metadata",
                filters,
                {"200": gives("What was found.", json, ref("schemas", "Found"))}
                | refusals("SodaError", "400"),
            )
        },
        "/d/{key}": {
            "get": operation(
                "permanent",
                "The page of a dataset",
                "Metadata",
                [KEY],
                {"303": {"description": "The page for people.", "headers": {"Location": {"schema": TEXT}}}}
                | refusals("SodaError", "404"),
            )
        },
    }
