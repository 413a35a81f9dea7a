"""The model that a command is given: a BPMN file, or a service folder with one."""

from __future__ import annotations

from pathlib import Path

from openhall.process.bpmn.compile import compile_shape
from openhall.process.bpmn.document import read_document
from openhall.process.errors import BadModel
from openhall.process.model import Model

PROCESS = "process.bpmn"
"""The model of a service folder. The folder's other files are not looked at."""


def read_shape(path: Path) -> Model:
    """The model as it is played without data. Raises `BadModel` for what cannot be read or played."""
    if path.is_dir():
        path = path / PROCESS
        if not path.is_file():
            raise BadModel(f"{path.parent} has no {PROCESS}; name a service folder or a BPMN file.")
    return compile_shape(read_document(path))
