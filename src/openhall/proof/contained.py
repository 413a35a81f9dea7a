"""A segment opened where it can do no harm: in a process of its own, with bounded memory and time.

A few bytes of Parquet can ask for any amount of memory. What the process gives back is bounded and checked by whoever
asked for it, row by row, against the log.
"""

from __future__ import annotations

import os
import resource
import struct
import subprocess
import sys
from collections.abc import Iterator

from openhall.proof.errors import BadTile
from openhall.proof.segments import MOST_ROWS, leaves_of
from openhall.proof.tiles import LARGEST_ENTRY

MEMORY = 2 << 30
"""Bytes of address space: an honest segment of the largest size takes half of it."""
SECONDS = 60
_HEAD = struct.Struct(">QI")


def contained_leaves(data: bytes, memory: int = MEMORY) -> Iterator[tuple[int, bytes]]:
    """Numbers and leaves of a segment's rows, by number, as `leaves_of`. Raises `BadTile` when they cannot be had."""
    # Each thread would reserve addresses for an arena of its own, so that how much is left hung on the machine.
    environment = {**os.environ, "POLARS_MAX_THREADS": "1", "MALLOC_ARENA_MAX": "1"}
    try:
        done = subprocess.run(  # noqa: S603 - ourselves, with a number
            [sys.executable, "-m", "openhall.proof.contained", str(memory)],
            input=data,
            capture_output=True,
            check=False,
            timeout=2 * SECONDS,
            env=environment,
        )
    except subprocess.TimeoutExpired:
        raise BadTile(f"reading it took more than {2 * SECONDS} seconds") from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise BadTile(
            said[-1][:300] if done.returncode == 1 and said else "reading it took too much memory or time"
        )
    return _read(done.stdout)


def _read(answer: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(answer):
        number, length = _HEAD.unpack_from(answer, at)
        at += _HEAD.size + length
        yield number, answer[at - length : at]


def main() -> int:
    """Read a segment from the standard input and write its leaves to the standard output."""
    memory = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    data = sys.stdin.buffer.read()
    written = 0
    try:
        for number, leaf in leaves_of(data):
            written += 1
            if written > MOST_ROWS or len(leaf) > LARGEST_ENTRY:
                raise BadTile("a segment has too many rows, or one too long")
            sys.stdout.buffer.write(_HEAD.pack(number, len(leaf)) + leaf)
    except BadTile as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
