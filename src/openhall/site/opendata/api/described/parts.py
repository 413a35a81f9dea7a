"""What several operations share: parameters, shapes of answers, refusals."""

from __future__ import annotations

from typing import Any

Part = dict[str, Any]


def ref(kind: str, name: str) -> Part:
    """A reference to a part."""
    return {"$ref": f"#/components/{kind}/{name}"}


def array(of: Part) -> Part:
    """A list."""
    return {"type": "array", "items": of}


def thing(properties: Part, *needed: str) -> Part:
    """An object with at least these properties."""
    return {"type": "object", "properties": properties, "required": list(needed or properties)}


TEXT: Part = {"type": "string"}
NUMBER: Part = {"type": "integer"}
YES: Part = {"type": "boolean"}
ANYTHING: Part = {"type": "object"}


def in_address(name: str, what: str, schema: Part | None = None, **more: Any) -> Part:
    """A parameter of the address."""
    return {"name": name, "in": "query", "description": what, "schema": schema or TEXT, **more}


def gives(what: str, media_type: str, schema: Part | None = None, headers: Part | None = None) -> Part:
    """An answer."""
    content = {media_type: {"schema": schema} if schema is not None else {}}
    return {"description": what, "content": content} | ({"headers": headers} if headers else {})


def operation(
    name: str, summary: str, tag: str, parameters: list[Part], responses: dict[str, Part], **more: Any
) -> Part:
    """An operation."""
    told = {"operationId": name, "summary": summary, "tags": [tag], "parameters": parameters, **more}
    return told | {"responses": responses, "security": [{}, {"token": []}]}


def refusals(kind: str, *statuses: str) -> dict[str, Part]:
    """The refusals that an operation of SODA or CKAN may answer with, by status."""
    body = {"application/json": {"schema": ref("schemas", kind)}}
    return {status: {"description": WHY[status], "content": body} for status in (*statuses, "429")}


WHY = {
    "400": "The request cannot be understood.",
    "404": "It is not there, or not open.",
    "405": "This is not possible here.",
    "406": "Not in this format.",
    "408": "The query took too long.",
    "409": "A parameter is not as it has to be.",
    "413": "The request or its answer is too large.",
    "503": "Too many queries are being worked on; `Retry-After` says when to come back.",
    "429": "More was asked than is fair to others; `Retry-After` says when to come back.",
}
UNCHANGED = {"304": {"description": "Nothing has changed since the answer whose mark was sent."}}

SCHEMAS: dict[str, Part] = {
    "SodaError": thing(
        {"error": {"const": True}, "code": TEXT, "errorCode": TEXT, "message": TEXT, "data": ANYTHING}
    ),
    "CkanError": {
        "anyOf": [
            {"type": "string"},
            thing(
                {
                    "help": TEXT,
                    "success": {"const": False},
                    "error": thing({"__type": TEXT, "message": TEXT}),
                }
            ),
        ]
    },
    "Row": {
        "type": "object",
        "description": "A value by the name of each column that has one: numbers are texts, dates are ISO 8601, places "
        "are GeoJSON, web addresses are {url}.",
        "additionalProperties": {"anyOf": [TEXT, YES, ANYTHING]},
    },
    "Features": thing(
        {
            "type": {"const": "FeatureCollection"},
            "features": array(
                thing(
                    {
                        "type": {"const": "Feature"},
                        "geometry": {"anyOf": [ANYTHING, {"type": "null"}]},
                        "properties": ref("schemas", "Row"),
                    }
                )
            ),
        }
    ),
    "Column": thing(
        {
            "id": NUMBER,
            "name": TEXT,
            "fieldName": TEXT,
            "dataTypeName": TEXT,
            "description": TEXT,
            "position": NUMBER,
            "cachedContents": ANYTHING,
        },
        *("id", "name", "fieldName", "dataTypeName", "description", "position"),
    ),
    "View": thing(
        {
            "id": TEXT,
            "name": TEXT,
            "description": TEXT,
            "attribution": TEXT,
            "category": TEXT,
            "tags": array(TEXT),
            "createdAt": NUMBER,
            "rowsUpdatedAt": NUMBER,
            "viewLastModified": NUMBER,
            "license": thing({"name": TEXT, "termsLink": TEXT}),
            "columns": array(ref("schemas", "Column")),
        }
    ),
    "Found": thing(
        {
            "results": array(
                thing(
                    {
                        "resource": thing({"id": TEXT, "name": TEXT, "columns_field_name": array(TEXT)}),
                        "classification": ANYTHING,
                        "metadata": ANYTHING,
                        "permalink": TEXT,
                        "link": TEXT,
                    }
                )
            ),
            "resultSetSize": NUMBER,
        }
    ),
}

PARAMETERS: dict[str, Part] = {
    "key": {
        "name": "key",
        "in": "path",
        "required": True,
        "description": "The name of the dataset, in Socrata's form.",
        "schema": {"type": "string", "pattern": "^[a-z0-9]{4}-[a-z0-9]{4}$"},
    },
    "row": {
        "name": "row",
        "in": "path",
        "required": True,
        "description": "The `:id` of the row.",
        "schema": {"type": "string", "pattern": "^row-[0-9]{1,18}$"},
    },
}

HEADERS: Part = {
    "X-SODA2-Fields": {"description": "The names of the columns, as a list of JSON.", "schema": TEXT},
    "X-SODA2-Types": {"description": "The kind of each column, as a list of JSON.", "schema": TEXT},
    "Link": {"description": 'Where there are more rows: `<...>; rel="next"`.', "schema": TEXT},
    "ETag": {"description": "The mark of the answer, for If-None-Match.", "schema": TEXT},
}
