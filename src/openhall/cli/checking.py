"""`openhall check`: whether a service folder, or the model of a process alone, is sound."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def check_path(
    path: Annotated[
        Path,
        typer.Argument(
            metavar="SERVICE", help="A service folder, the same as a ZIP file, or a BPMN model alone."
        ),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False,
) -> None:
    """Check a service: everything that is wrong with it at once, with the place and the mend; its tests are run."""
    # What it needs is loaded when it is used, so that the other commands start at once.
    from openhall.cli.check import check_and_print

    check_and_print(path, as_json=as_json)
