"""A ledger of its own for a test."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openhall.proof import new_signer


def open_ledger(settings: Any, folder: Path) -> Path:
    """Let the site seal with a fresh key into a folder below this one; gives that folder."""
    settings.OPENHALL_LEDGER_KEY = new_signer("city.example/ledger").text
    settings.OPENHALL_LEDGER_FOLDER = folder / "ledger"
    return folder / "ledger"
