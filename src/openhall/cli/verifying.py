"""`openhall verify`: whether a published log is what it was when it was signed, or whether a receipt holds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def verify_source(
    source: Annotated[
        str,
        typer.Argument(
            metavar="URL|FOLDER|RECEIPT",
            help="Address or folder of a published log, or a receipt file alone.",
        ),
    ],
    keys: Annotated[
        list[str] | None,
        typer.Option(
            "--key", help="The log's verifier key, or a file with it; repeatable when the log had several."
        ),
    ] = None,
    receipt: Annotated[
        Path | None, typer.Option("--case-receipt", help="A receipt that the log is held to.")
    ] = None,
    state: Annotated[
        Path | None,
        typer.Option(
            help="Remember in this file what was seen; when it is there, the log must go on from that."
        ),
    ] = None,
    witnesses: Annotated[
        list[str] | None,
        typer.Option("--witness", help="Verifier key of a witness, or a file with it; repeatable."),
    ] = None,
    quorum: Annotated[
        int | None,
        typer.Option(min=0, help="How many of the witnesses must have signed; all, when not given."),
    ] = None,
    most_rows: Annotated[int, typer.Option(min=1, help="Read no larger log than this.")] = 50_000_000,
    most_minutes: Annotated[int, typer.Option(min=1, help="Give up after so many minutes.")] = 240,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False,
) -> None:
    """Check a published log without a database or an account: signatures, every row, tiles, segments, history."""
    # What it needs is loaded when it is used, so that the other commands start at once.
    from openhall.cli.verification import Wanted, verify_and_print

    wanted = Wanted(
        source=source,
        keys=tuple(keys or ()),
        receipt=receipt,
        state=state,
        witnesses=tuple(witnesses or ()),
        quorum=quorum,
        most_rows=most_rows,
        most_minutes=most_minutes,
    )
    verify_and_print(wanted, as_json=as_json)
