"""`openhall publish`: a service folder from a developer's disk or a pipeline into this installation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def publish_folder(
    folder: Annotated[Path, typer.Argument(help="A service folder.")],
    note: Annotated[str, typer.Option(help="What changed, in a sentence.")] = "",
    service: Annotated[
        str, typer.Option(help="Address of the service it is a version of; without it, found by its name.")
    ] = "",
    as_draft: Annotated[
        bool, typer.Option("--draft", help="Leave it as a draft; publish it in the workshop.")
    ] = False,
) -> None:
    """Check a service folder and let new cases begin on it. A folder that is published already changes nothing."""
    from openhall.cli.operate import CannotOperate, make_ready
    from openhall.process.service.folder import read_folder

    files = read_folder(folder)
    make_ready()
    from openhall.site.services.publishing import CannotPublish, find_service, publish_files

    try:
        known = find_service(files, service)
        version, made = publish_files(files, known, note, as_draft=as_draft)
    except CannotPublish as error:
        raise CannotOperate(str(error)) from None
    state = "was there already" if not made else "is a draft" if as_draft else "is published"
    print(f"{version.service.name}, version {version.number}, {state}.")
