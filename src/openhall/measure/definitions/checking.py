"""Is a measure's text right, and does its worked example come out? The check of `measures/*.yaml` of a service."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from openhall.measure.definitions.examples import differences
from openhall.measure.definitions.model import Definition
from openhall.measure.definitions.text import gather_definition
from openhall.process.quoting import placed, quoted
from openhall.process.saying import gettext
from openhall.process.service.check import Report, check_service
from openhall.process.service.folder import OF_MEASURES

LONGEST_SLUG = 60
SLUG = re.compile(r"-*[a-z0-9][a-z0-9-]*")


@dataclass(frozen=True)
class Checked:
    """What the check of one text found. errors stand against using it; run and passed count its worked examples."""

    definition: Definition | None
    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    run: int = 0
    passed: int = 0


def check_definition(data: bytes, file: str = "the definition") -> Checked:
    """Read a text and work out its examples; never raises for what is wrong with it."""
    definition, faults = gather_definition(data, file)
    if definition is None or faults:
        return Checked(definition, tuple(faults))
    errors: list[str] = []
    passed = 0
    for example in definition.examples:
        said = differences(definition, example)
        where = f"{file}, line {example.line}" if example.line else file
        errors += [f"{where}: the worked example of {example.period}: {sentence}." for sentence in said]
        passed += not said
    warnings = []
    if not definition.examples:
        warnings.append(
            f"{file}: there is no worked example; add one, so that everybody can see how the number is made."
        )
    return Checked(definition, tuple(errors), tuple(warnings), len(definition.examples), passed)


def measures_in(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The texts of measures among the files of a service folder, by the name of their file."""
    return {
        file: data
        for file, data in sorted(files.items())
        if file.startswith(OF_MEASURES)
        and file.endswith(".yaml")
        and "/" not in file.removeprefix(OF_MEASURES)
    }


def slug_of(file: str) -> str:
    """What a measure is called by the name of its file: "measures/first-time-right.yaml" is first-time-right."""
    return file.removeprefix(OF_MEASURES).removesuffix(".yaml")


def check_folder(files: Mapping[str, bytes]) -> Report:
    """Check a service folder with its measures; their worked examples count as tests."""
    report = check_service(files)
    found = {file: check_definition(data, file) for file, data in measures_in(files).items()}
    if not found:
        return report
    named = [
        placed(
            file,
            0,
            gettext(
                "%(name)s cannot be an address; use small letters, digits and hyphens only.",
                name=quoted(slug_of(file)),
            ),
        )
        for file in found
        if len(slug_of(file)) > LONGEST_SLUG or not SLUG.fullmatch(slug_of(file))
    ]
    return replace(
        report,
        errors=(*report.errors, *named, *(said for each in found.values() for said in each.errors)),
        warnings=(*report.warnings, *(said for each in found.values() for said in each.warnings)),
        run=report.run + sum(each.run for each in found.values()),
        passed=report.passed + sum(each.passed for each in found.values()),
    )
