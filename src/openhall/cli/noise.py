"""What libraries say on stderr beside their errors, held back when it is told in a sentence of our own."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from openhall.mining.errors import MiningError


@contextmanager
def held_back() -> Iterator[TextIO]:
    """Keep what is written to stderr in a file; yields a stream that still reaches the terminal.

    A library written in Rust reports a damaged file as an error, and prints the place in its own source as well. Where
    the body ends in a `MiningError` that print is dropped, for the error says it; otherwise it is shown afterwards.
    """
    sys.stderr.flush()
    real = os.dup(2)
    told = False
    with tempfile.TemporaryFile() as noise, os.fdopen(os.dup(real), "w", encoding="utf-8") as terminal:
        os.dup2(noise.fileno(), 2)
        try:
            yield terminal
        except MiningError:
            told = True
            raise
        finally:
            sys.stderr.flush()
            os.dup2(real, 2)
            os.close(real)
            if not told:
                noise.seek(0)
                os.write(2, noise.read())
