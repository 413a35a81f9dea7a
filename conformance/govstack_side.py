"""The site in a world of its own, as `govstack` asks it: prints one line of JSON, and serves until its input ends."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.world import enter

LONGEST = 120
"""Seconds until the server answers."""


def main() -> None:
    """Lay everything down, serve, say where, and end with whoever started this."""
    enter("sqlite")
    from openhall.site.web.manage import configure

    configure()
    from django.core.management import call_command

    from govstack_world import lay_down

    call_command("migrate", verbosity=0)
    told = lay_down()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "openhall.site.web.wsgi:application"]
    command += ["--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "4", "--log-level", "warning"]
    server = subprocess.Popen(command, stdout=sys.stderr, env=os.environ)
    try:
        _wait_for(f"http://127.0.0.1:{port}/health", server)
        print(json.dumps(told | {"address": f"http://127.0.0.1:{port}/api/govstack"}), flush=True)
        sys.stdin.read()
    finally:
        server.terminate()
        server.wait(timeout=15)


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + LONGEST
    while server.poll() is None and time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=10):
                return
        except OSError:  # It is not there yet, or still reads itself in.
            time.sleep(0.2)
    raise RuntimeError(f"the site did not come up in {LONGEST} seconds")


if __name__ == "__main__":
    main()
