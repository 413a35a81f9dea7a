"""The wheel carries all that the command and the pages need, and runs away from the tree."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# fmt: off
KEPT = (
    ".html", ".css", ".js", ".svg", ".txt", ".json", ".lark", ".py", ".yaml", ".bpmn", ".dmn", ".md", ".mo",
)
# fmt: on


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel as a release is built."""
    uv = shutil.which("uv", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    assert uv, "uv is not there: run `make install`."
    out = tmp_path_factory.mktemp("wheel")
    command = [uv, "build", "--wheel", "--quiet", "--out-dir", str(out), str(ROOT)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def unpacked(wheel: Path) -> Path:
    folder = wheel.parent / "site"
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder)
    return folder


def run(unpacked: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python with the unpacked wheel before everything else, in a folder outside the tree."""
    environment = {
        "PYTHONPATH": str(unpacked),
        "PATH": os.environ["PATH"],
        "OPENHALL_DEMO": "1",
        "HOME": str(unpacked),
    }
    return subprocess.run(
        [sys.executable, *arguments], check=False, capture_output=True, text=True, timeout=120,
        cwd=unpacked.parent, env=environment,
    )  # fmt: skip


def test_the_wheel_holds_every_file_of_the_source(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        inside = {name for name in packed.namelist() if name.startswith("openhall/")}
    source = ROOT / "src"
    there = {
        str(path.relative_to(source))
        for path in (source / "openhall").rglob("*")
        if path.is_file() and path.suffix in KEPT and "__pycache__" not in path.parts
    }
    assert there <= inside
    assert any(name.endswith("openhall.css") for name in inside)


def test_the_licence_is_with_it(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        names = packed.namelist()
        metadata = next(name for name in names if name.endswith("METADATA"))
        assert "EUPL-1.2" in packed.read(metadata).decode()
    assert any(name.endswith("LICENSE") for name in names)


def test_the_command_runs_from_the_wheel(unpacked: Path) -> None:
    log = unpacked.parent / "log.csv"
    log.write_text("case,activity,time\n1,A,2025-01-01\n1,B,2025-01-02\n")
    done = run(unpacked, "-m", "openhall.cli", "map", str(log), "--json")
    assert done.returncode == 0, done.stderr
    assert '"cases": 1' in done.stdout
    where = run(unpacked, "-c", "import openhall; print(openhall.__file__)")
    assert where.stdout.startswith(str(unpacked))


def test_the_site_finds_its_pages_and_static_files_in_the_wheel(unpacked: Path) -> None:
    lines = (
        "from openhall.site.web.manage import configure; configure()",
        "from django.contrib.staticfiles.finders import find",
        "from django.template.loader import get_template",
        "from django.core.management import call_command",
        "print(find('openhall/openhall.css'), get_template('observatory/map.html').origin)",
        "call_command('migrate', verbosity=0)",
        "call_command('check')",
    )
    done = run(unpacked, "-c", "\n".join(lines))
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(str(unpacked)) == 2
