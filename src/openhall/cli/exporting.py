"""`openhall export`: the record of a service's cases as a file that every process-mining tool reads."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def export_service(
    service: Annotated[str, typer.Argument(help="Address of the service, such as building-permit.")],
    out: Annotated[Path, typer.Option("--out", help="Where to write it: a .xes or .xes.gz file.")],
    with_work: Annotated[
        bool,
        typer.Option("--work", help="Pieces of work with their beginning, instead of completions alone."),
    ] = False,
) -> None:
    """Write the acts of a service's cases as XES. People and cases are pseudonyms in it, as in the record."""
    from openhall.cli.operate import CannotOperate, make_ready

    make_ready()
    from openhall.mining.write_xes import export_xes
    from openhall.site.observatory.live import live_log
    from openhall.site.services.models import Service

    if not Service.objects.filter(slug=service).exists():
        known = ", ".join(Service.objects.values_list("slug", flat=True)) or "none yet"
        raise CannotOperate(f"there is no service “{service}”; there are: {known}.")
    log = live_log(service, by_event=not with_work)
    try:
        export_xes(log, out)
    except OSError as error:
        raise CannotOperate(f"{out} cannot be written: {error.strerror}.") from None
    print(f"{out}: {log.n_cases:,} cases, {log.n_events:,} events.")
