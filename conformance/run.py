"""Run the conformance suites: `python conformance/run.py [SUITE ...]`.

A suite is a module in this folder with `checks(data) -> Iterator[(name, fault)]`: what was checked
and the fault found, None when it holds. Suites read the folder that OPENHALL_DATA names (../shared/data by
default). The last line of each suite is `SUITE: P of N passed`.
"""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

HERE = Path(__file__).parent
SUITES = {
    "logs": "logs",
    "habits": "habits",
    "sf-311": "sf_311",
    "spark": "spark_steps",
    "port-alder": "port_alder",
    "municipalities": "municipalities",
    "fuzz-readers": "fuzz_readers",
    "dmn-tck": "dmn_tck",
    "bpmn-miwg": "bpmn_miwg",
    "bpmn-spiff": "bpmn_spiff",
    "kills": "kills",
    "moves": "moves",
    "live-map": "live_map",
    "govstack": "govstack",
    "disclosure-attacks": "disclosure_attacks",
    "open-data-tutorial": "open_data_tutorial",
    "soql-fuzz": "soql_fuzz",
    "open-data-clients": "open_data_clients",
    "ocds": "ocds",
    "ocds-libcove-fixtures": "ocds_fixtures",
    "dcat-ap-3": "dcat_ap",
    "dcat-us-3": "dcat_us",
    "ckanext-dcat-examples": "ckan_examples",
    "croissant": "croissant",
    "csvw-tests": "csvw",
    "merkle-vectors": "merkle_vectors",
    "tessera-testdata": "tessera",
    "ledger-attacks": "ledger_attacks",
    "ledger-go": "ledger_go",
    "effects": "effects",
    "uk-performance-platform": "uk_performance",
    "spc": "spc",
}


def main(names: list[str]) -> int:
    """Run the named suites (all when none is named); 0 when everything passed."""
    sys.path.insert(0, str(HERE))
    data = Path(os.environ.get("OPENHALL_DATA", HERE.parent.parent / "shared" / "data"))
    unknown = [name for name in names if name not in SUITES]
    if unknown:
        print(f"conformance: no suite {', '.join(unknown)}; there are {', '.join(SUITES)}.", file=sys.stderr)
        return 2
    failed = [name for name in names or SUITES if not run(name, data)]
    return 1 if failed else 0


def run(name: str, data: Path) -> bool:
    """Run one suite and print its count last; True when all passed and there was something to check."""
    passed = total = 0
    for what, fault in importlib.import_module(SUITES[name]).checks(data):
        total += 1
        passed += fault is None
        print(
            f"{'ok  ' if fault is None else 'FAIL'} {name}: {what}" + (f": {fault}" if fault else ""),
            flush=True,
        )
    if not total:
        print(f"FAIL {name}: nothing to check in {data}; name the folder with OPENHALL_DATA.")
    print(f"{name}: {passed} of {total} passed", flush=True)
    return passed == total > 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
