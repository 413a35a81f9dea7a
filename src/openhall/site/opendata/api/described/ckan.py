"""The actions of CKAN: each is called by GET, with parameters in the address, or by POST, with an object of JSON."""

from __future__ import annotations

from openhall.site.opendata.api.ckan.call import ACTIONS
from openhall.site.opendata.api.described.parts import (
    ANYTHING,
    NUMBER,
    TEXT,
    YES,
    Part,
    array,
    gives,
    operation,
    refusals,
    thing,
)

MANY: Part = {"type": "integer", "minimum": 0}
PAGE = {"limit": MANY, "offset": MANY}
ROWS = {
    "resource_id": TEXT,
    "filters": ANYTHING,
    "q": TEXT,
    "fields": array(TEXT),
    "sort": TEXT,
    "distinct": YES,
    "include_total": YES,
    "records_format": {"enum": ["objects", "lists", "csv", "tsv"]},
}
GIVEN: dict[str, Part] = {
    "status_show": {},
    "site_read": {},
    "help_show": {"name": TEXT},
    "package_list": PAGE,
    "current_package_list_with_resources": PAGE,
    "package_show": {"id": TEXT},
    "package_search": {
        "q": TEXT,
        "fq": TEXT,
        "sort": TEXT,
        "rows": MANY,
        "start": MANY,
        "facet.field": array(TEXT),
    },
    "package_autocomplete": {"q": TEXT, "limit": MANY},
    "resource_show": {"id": TEXT},
    "resource_search": {"query": TEXT, **PAGE},
    "organization_list": {"all_fields": YES, "organizations": array(TEXT), **PAGE},
    "organization_show": {"id": TEXT, "include_datasets": YES},
    "group_list": {"all_fields": YES, "groups": array(TEXT), **PAGE},
    "group_show": {"id": TEXT, "include_datasets": YES},
    "tag_list": {"query": TEXT, "all_fields": YES},
    "tag_show": {"id": TEXT, "include_datasets": YES},
    "license_list": {},
    "datastore_search": {**ROWS, **PAGE},
    "datastore_search_sql": {"sql": TEXT},
    "datastore_info": {"id": TEXT},
}
"""What each action takes."""
TRUE_OR_FALSE = {"status_show": ANYTHING, "site_read": YES, "help_show": TEXT, "datastore_search": ANYTHING}


def paths() -> dict[str, Part]:
    """Each action with its operations."""
    made = {f"/api/3/action/{name}": _action(name, given) for name, given in GIVEN.items()}
    version = gives("The version.", "application/json", thing({"version": NUMBER}))
    made["/api/3"] = {
        "get": operation(
            "ckan_version",
            "Which version of CKAN's API this is",
            "CKAN",
            [],
            {"200": version} | refusals("CkanError"),
        )
    }
    return made


def _action(name: str, given: Part) -> Part:
    kind = TRUE_OR_FALSE.get(name) or (
        array({}) if name.endswith("_list") or name == "package_autocomplete" else {}
    )
    if name == "current_package_list_with_resources":
        kind = array(ANYTHING)
    envelope = thing({"help": TEXT, "success": {"const": True}, "result": kind})
    responses = {"200": gives("The answer.", "application/json", envelope)}
    responses |= refusals("CkanError", "400", "404", "408", "409", "413", "503")
    says = ACTIONS[name].__doc__ or name
    in_address = [
        {"name": each, "in": "query", "schema": TEXT if schema in (ANYTHING,) else schema}
        for each, schema in given.items()
    ]
    body = {"content": {"application/json": {"schema": {"type": "object", "properties": given}}}}
    return {
        "get": operation(name, says, "CKAN", in_address, responses),
        "post": operation(f"{name}_posted", says, "CKAN", [], responses, requestBody=body),
    }
