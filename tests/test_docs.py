"""What the documents say holds: commands parse, Python runs, links lead somewhere, lists are complete."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"])
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)#]+?)(?:#[^)]*)?\)")
VARIABLE = re.compile(r'_?(?:environment|self)\.(?:text|yes|number|names)\(\s*"([A-Z_]+)"')


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def blocks(page: Path, language: str) -> list[str]:
    return [text for kind, text in BLOCK.findall(page.read_text(encoding="utf-8")) if kind == language]


COMMANDS = [
    (name_of(page), line.strip())
    for page in PAGES
    for text in blocks(page, "")
    for line in text.replace("\\\n", " ").splitlines()
    if re.match(r"\s*(\.venv/bin/)?openhall ", line)
]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(BLOCK.sub("", page.read_text(encoding="utf-8"))):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{name_of(page)} links to {target}"


def test_there_are_commands_to_check() -> None:
    assert len(COMMANDS) > 10


@pytest.mark.parametrize(("page", "line"), COMMANDS, ids=[f"{page}: {line[:60]}" for page, line in COMMANDS])
def test_commands_in_the_documents_parse(page: str, line: str) -> None:
    import typer

    from openhall.cli import app

    words = shlex.split(line.split(" > ")[0])[1:]
    group = typer.main.get_command(app)
    command = group.commands[words[0]]  # type: ignore[attr-defined]
    context = command.make_context(words[0], words[1:])
    assert context.params is not None


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "python")], ids=name_of)
def test_python_in_the_documents_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if "BPIC15" in page.read_text(encoding="utf-8"):
        # Its lines need three public logs; the suite `municipalities` runs them.
        assert "municipalities" in (ROOT / "conformance" / "run.py").read_text(encoding="utf-8")
        return
    lines = ["case,activity,time,case:district"]
    for case in range(40):
        days = ("01", "02", "05") if case % 3 else ("01", "09", "20")
        lines += [
            f"P{case},{name},2025-{case % 9 + 1:02}-{day} 10:00,{('North', 'South')[case % 2]}"
            for name, day in zip(("Receive", "Check", "Decide"), days, strict=True)
        ]
    (tmp_path / "permits.csv").write_text("\n".join(lines) + "\n")
    monkeypatch.chdir(tmp_path)
    known: dict[str, object] = {}
    for text in blocks(page, "python"):
        exec(compile(text, name_of(page), "exec"), known)
    assert list(tmp_path.glob("*.svg")) or "draw_map" not in page.read_text(encoding="utf-8")


def test_every_variable_of_the_environment_is_explained_and_no_other() -> None:
    code = "".join(
        (ROOT / "src/openhall/site/web" / name).read_text(encoding="utf-8")
        for name in ("settings.py", "environment.py")
    )
    read = {f"OPENHALL_{name}" for name in VARIABLE.findall(code)}
    page = (DOCS / "reference" / "environment.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"^\| `(OPENHALL_[A-Z_]+)` \|", page, re.MULTILINE))
    assert len(read) > 10
    assert explained == read


def test_every_kind_of_finding_is_explained_and_no_other() -> None:
    from openhall.mining.findings.find import ALL

    page = (DOCS / "reference" / "findings.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([a-z]+)` \|", page, re.MULTILINE)) == set(ALL)


def test_documents_name_no_machine() -> None:
    for page in [*PAGES, ROOT / "CHANGELOG.md"]:
        text = page.read_text(encoding="utf-8")
        assert "/work/" not in text and "/tmp/" not in text, name_of(page)
