"""The look is built from its sources: the files in the package are what the sources give, and they are small."""

from __future__ import annotations

import gzip
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
ASSETS = ROOT / "assets"
BUILT = ROOT / "src/openhall/site/web/static/openhall"
LARGEST = 25_000
LARGEST_OF_ONE_PAGE = 3_000
"""Of the script of a page that has one of its own."""


@pytest.mark.timeout(300)
def test_a_fresh_build_gives_the_files_in_the_package(tmp_path: Path) -> None:
    sources = tmp_path / "assets"
    shutil.copytree(ASSETS, sources, ignore=shutil.ignore_patterns("node_modules"))
    built = tmp_path / "built"
    for command in (
        ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"],
        ["node", "build.mjs", str(built)],
    ):
        done = subprocess.run(command, cwd=sources, capture_output=True, text=True, check=False, timeout=250)
        assert done.returncode == 0, done.stderr
    for name in ("openhall.css", "openhall.js", "motion.js"):
        assert (built / name).read_bytes() == (BUILT / name).read_bytes(), (
            f"{name}: run npm run build in assets"
        )


def test_style_and_script_are_small() -> None:
    sizes = {
        name: len(gzip.compress((BUILT / name).read_bytes())) for name in ("openhall.css", "openhall.js")
    }
    assert sum(sizes.values()) <= LARGEST, sizes
    assert len(gzip.compress((BUILT / "motion.js").read_bytes())) <= LARGEST_OF_ONE_PAGE


def test_the_look_is_ours_and_says_where_its_parts_come_from() -> None:
    css = (BUILT / "openhall.css").read_text(encoding="utf-8")
    notice, _, rules = css.partition("*/")
    assert "Permission is hereby granted, free of charge" in notice
    for foreign in ("GDS Transport", "crest", "crown", "govuk-footer", "govuk-header", "url("):
        assert foreign not in rules, foreign
