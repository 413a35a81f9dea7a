"""The house keeps its own rules: floors, sizes, names and documents."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "src" / "openhall").rglob("*.py"))
LONGEST = 420
NO_ROOMS = {"utils", "helpers", "common", "manager", "misc"}


def test_imports_go_only_downwards_and_engines_know_no_django() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_fits_in_the_head(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST, f"{path.name} has {lines} lines: split it by subject"
    assert path.stem not in NO_ROOMS, f"{path.name}: name the room by its subject"


def test_nothing_from_a_user_can_run_as_code() -> None:
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        for call in ("eval(", "exec(", "pickle.load", "yaml.load("):
            found = [line for line in text.splitlines() if call in line.replace("literal_" + call, "")]
            assert not found, f"{path.name}: {found[0].strip()}"


def test_lock_files_name_no_host() -> None:
    for path in [*ROOT.glob("requirements/*.txt"), *ROOT.glob("assets/package-lock.json")]:
        text = path.read_text(encoding="utf-8")
        assert '"resolved"' not in text, f"{path.name} names where packages come from"
        assert "--index-url" not in text, f"{path.name} names an index"


def test_every_command_and_option_of_the_command_line_is_documented() -> None:
    import typer

    from openhall.cli import app

    page = (ROOT / "docs" / "reference" / "command.md").read_text(encoding="utf-8")
    group = typer.main.get_command(app)
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        assert f"## openhall {name}" in page, f"docs/reference/command.md has no section on openhall {name}"
        for parameter in command.params:
            for option in parameter.opts:
                if option.startswith("--") and option != "--help":
                    assert f"`{option}`" in page, (
                        f"docs/reference/command.md does not explain {name} {option}"
                    )
