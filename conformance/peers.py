"""The peers' own Pythons: each peer runs only as a separate process, in an environment of its own.

pm4py is AGPL; SpiffWorkflow is LGPL and evaluates the text of models; PySpark needs Java. None is imported by Openhall.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent


def python_with(group: str) -> Path:
    """The Python that has what `requirements/GROUP.txt` locks; its environment is made when it is not there yet."""
    python = ROOT / f".venv-{group}" / "bin" / "python"
    if not python.exists():
        beside = Path(sys.executable).parent / "uv"
        uv = str(beside) if beside.exists() else "uv"
        subprocess.run([uv, "venv", "--quiet", str(python.parent.parent)], check=True)
        install = [uv, "pip", "install", "--quiet", "--python", str(python), "--require-hashes"]
        subprocess.run([*install, "-r", str(ROOT / "requirements" / f"{group}.txt")], check=True)
    return python


def ask_pm4py(log: Path, object_type: str | None = None) -> dict[str, Any]:
    """What pm4py says of a log: cases, events, activities, starts, ends, steps, variants."""
    command = [str(python_with("peers")), str(ROOT / "conformance" / "pm4py_numbers.py"), str(log)]
    done = subprocess.run(
        command + [t for t in [object_type] if t], check=False, capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(f"pm4py on {log.name}: {done.stderr.strip().splitlines()[-1]}")
    return json.loads(done.stdout.splitlines()[-1])
