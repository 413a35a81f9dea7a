"""What lib-cove-ocds says of OCDS packages: runs in its own Python, offline, over the schemas of a ZIP file.

`ocds_side.py STANDARD.zip FILE ...` prints a line of JSON for each file: {"refused": words} where it cannot be looked
at, else {"errors": [[type, path], ...], "codes": [path, ...], "prefixes": [path, ...], "fields": [path, ...]}.
"""

from __future__ import annotations

import json
import sys
import warnings
import zipfile
from pathlib import Path
from typing import Any

import requests
from libcoveocds.api import ocds_json_output
from libcoveocds.config import LibCoveOCDSConfig

SCHEMAS = "https://standard.open-contracting.org/schema/1__1__5/"


def from_standard(standard: str) -> Any:
    """An answer to every request: the schemas of the standard from its ZIP file, and nothing else."""

    def send(_session: Any, request: Any, **_: Any) -> requests.Response:
        if not request.url.startswith(SCHEMAS):
            raise requests.ConnectionError("this process has no network")
        response = requests.Response()
        with zipfile.ZipFile(standard) as packed:
            response._content = packed.read(f"standard/schema/{request.url.removeprefix(SCHEMAS)}")
        response.status_code, response.url, response.request = 200, request.url, request
        return response

    return send


def said_of(path: str, standard: str) -> dict[str, Any]:
    """What lib-cove-ocds says of one file."""
    config = LibCoveOCDSConfig()
    config.config["standard_zip"] = f"file://{standard}"
    config.config["context"] = "api"
    try:
        data = json.loads(Path(path).read_bytes())
        found = ocds_json_output(file=path, json_data=data, lib_cove_ocds_config=config)
    except Exception as error:
        return {"refused": f"{type(error).__name__}: {str(error)[:120]}"}
    if found.get("json_deref_error"):
        return {"refused": f"schema: {found['json_deref_error'][:120]}"}
    bad = found.get("conformance_errors", {}).get("ocds_prefixes_bad_format", [])
    return {
        "errors": [[each["type"], each["path"]] for each in found["validation_errors"]],
        "codes": sorted(found["additional_closed_codelist_values"]),
        "prefixes": sorted(each[1] for each in bad),
        "fields": sorted(
            f"{each['path']}/{each['field']}".lstrip("/") for each in found["additional_fields"]
        ),
    }


if __name__ == "__main__":
    requests.Session.send = from_standard(sys.argv[1])
    warnings.simplefilter("ignore")
    for name in sys.argv[2:]:
        print(json.dumps(said_of(name, sys.argv[1])), flush=True)
