"""A ZIP file from elsewhere, read within bounds: how many files, how large, and that all of them lie within it."""

from __future__ import annotations

import stat
import zipfile
from typing import BinaryIO

from openhall.process.folder import BROKEN_ZIP, lies_outside

MOST_FILES = 3_000
LARGEST = 1_000_000_000
"""Bytes of all files together, as the archive says. None but manifest and pages are ever unpacked."""
LARGEST_READ = 3_000_000
"""Bytes of one file that is read."""
MOST_READ = 40_000_000
"""Bytes that are read out of one archive."""


class BadPackage(Exception):
    """The package cannot be taken; the message says why and what to do."""


class Archive:
    """An open ZIP file of which single files are read. Raises `BadPackage` for what is none, or goes beyond bounds."""

    def __init__(self, file: BinaryIO) -> None:
        try:
            self._zip = zipfile.ZipFile(file)
            members = [each for each in self._zip.infolist() if not each.is_dir()]
        except BROKEN_ZIP:
            raise BadPackage("This is no ZIP file that can be read; pack the course again.") from None
        if len(members) > MOST_FILES or sum(each.file_size for each in members) > LARGEST:
            raise BadPackage(
                f"The package has more than {MOST_FILES:,} files or {LARGEST // 1_000_000_000} GB; make it smaller."
            )
        for each in members:
            _check(each)
        self._left = MOST_READ
        self.members = {each.filename: each for each in members}
        if len(self.members) != len(members):
            raise BadPackage("The package has two files of one name; pack it again.")

    def read(self, name: str) -> bytes | None:
        """The content of a file; None where there is none of this name."""
        member = self.members.get(name)
        if member is None:
            return None
        if member.file_size > LARGEST_READ or member.file_size > self._left:
            raise BadPackage(f"“{name[:80]}” is too large to be read; make its text shorter.")
        try:
            with self._zip.open(member) as opened:
                # What the archive says of its size may be a lie.
                data = opened.read(member.file_size + 1)
        except BROKEN_ZIP:
            raise BadPackage(f"“{name[:80]}” cannot be unpacked; pack the course again.") from None
        if len(data) != member.file_size:
            raise BadPackage(f"“{name[:80]}” is larger than the package says; pack the course again.")
        self._left -= len(data)
        return data


def _check(member: zipfile.ZipInfo) -> None:
    name = member.filename
    link = stat.S_ISLNK(member.external_attr >> 16)
    if lies_outside(name) or link or len(name) > 400:
        raise BadPackage(f"The package names the file “{name[:80]}”, which lies outside it; pack it again.")
    if member.flag_bits & 1:
        raise BadPackage("The package is locked with a password; pack it without one.")
