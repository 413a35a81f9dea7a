"""Broken files: a log that holds together, or one sentence; never a traceback, never a hang.

`make conformance SUITE=fuzz-readers` does the same ten thousand times.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from broken_files import FORMATS, broken_files, read_or_refuse, whole
from hypothesis import HealthCheck, given, settings


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_whole_files_are_read(name: str, tmp_path: Path) -> None:
    assert read_or_refuse(whole(name), tmp_path / "log")


@settings(
    max_examples=250, deadline=timedelta(seconds=5), derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(content=broken_files())
def test_broken_files_are_read_or_refused(content: bytes, tmp_path: Path) -> None:
    read_or_refuse(content, tmp_path / "log")
