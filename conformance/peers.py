"""The peer's own Python: pm4py is AGPL and runs only as a separate process, in an environment of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
PYTHON = ROOT / ".venv-peers" / "bin" / "python"


def peer_python() -> Path:
    """The Python that has pm4py; its environment is made when it is not there yet."""
    if not PYTHON.exists():
        uv = Path(sys.executable).parent / "uv"
        program = str(uv) if uv.exists() else "uv"
        subprocess.run([program, "venv", "--quiet", str(PYTHON.parent.parent)], check=True)
        subprocess.run(
            [
                program,
                "pip",
                "install",
                "--quiet",
                "--python",
                str(PYTHON),
                "--require-hashes",
                "-r",
                str(ROOT / "requirements" / "peers.txt"),
            ],
            check=True,
        )
    return PYTHON


def ask_pm4py(log: Path, object_type: str | None = None) -> dict[str, Any]:
    """What pm4py says of a log: cases, events, activities, starts, ends, steps, variants."""
    command = [str(peer_python()), str(ROOT / "conformance" / "pm4py_numbers.py"), str(log)]
    done = subprocess.run(
        command + [t for t in [object_type] if t], check=False, capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(f"pm4py on {log.name}: {done.stderr.strip().splitlines()[-1]}")
    return json.loads(done.stdout.splitlines()[-1])
