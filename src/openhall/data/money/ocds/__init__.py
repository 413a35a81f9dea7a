"""Contracts in the Open Contracting Data Standard 1.1: written, read within bounds, and checked.

package = release_package(contracts, payments, publishing)
problems = check_package(package)
document = write_json(package)
"""

from __future__ import annotations

from openhall.data.money.ocds.checking import Problem, check_package
from openhall.data.money.ocds.reading import read_package, write_json
from openhall.data.money.ocds.releases import Publishing, record_package, release_package

__all__ = [
    "Problem",
    "Publishing",
    "check_package",
    "read_package",
    "record_package",
    "release_package",
    "write_json",
]
