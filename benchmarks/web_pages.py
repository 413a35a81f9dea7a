"""A filter over a million events on the web page: a real server, one filter a request, none asked before.

`web_pages.py RAW`: loads the log into a site of its own in `var/bench/site`, serves it on a free port of this machine
and asks for pages as a browser does. Prints one JSON line, as `sides.py` does, with the seconds of each page.
"""

from __future__ import annotations

import json
import os
import resource
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from work import HOME

SITE = HOME / "site"
PATIENCE = 60
FILTERS = (
    "activity:Ask fire service", "activity:Pay", "without:Ask for documents", "without:Fire advice",
    "step:Fire advice>Assess", "step:Draft decision>Assess", "later:Receive documents>Sign", "later:Check>Fire advice",
    "days:2..20", "days:5..9", "time:2021-01-01..2021-12-31", "time:2022-03-01..2022-09-30",
    "variants:80%", "variants:35%", "attr:org:resource=Officer 14", "attr:org:resource=Officer 91",
    "start:Receive", "end:Close", "end:Send", "days:..1",
)  # fmt: skip
PAGES = ("map", "variants", "cases", "findings")


def _load(raw: Path) -> tuple[str, str]:
    """Put the log into the site; returns its id and the cookie of a session that is signed in."""
    from django.conf import settings
    from django.contrib.auth.models import Group
    from django.core.management import call_command
    from django.test import Client

    from openhall.mining.read import read_log
    from openhall.site.observatory.models import Log
    from openhall.site.observatory.preparing import keep
    from openhall.site.people.models import User

    call_command("migrate", verbosity=0)
    user = User.objects.filter(email="bench@example.org").first() or User.objects.create_user(
        "bench@example.org"
    )
    user.groups.set(Group.objects.filter(name="analyst"))
    Log.objects.all().delete()
    log = Log.objects.create(title="Permits", owner=user, file_name=raw.name, status=Log.Status.READING)
    keep(log, read_log(raw))
    client = Client()
    client.force_login(user)
    return str(log.id), client.cookies[settings.SESSION_COOKIE_NAME].OutputString()


@contextmanager
def _server(session: str) -> Iterator[Callable[[str], tuple[str, bytes]]]:
    """Serve the site while in use; yields a function that fetches an address as the person of the session."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "openhall.cli", "serve", "--port", str(port), "--processes", "1"]
    server = subprocess.Popen(command)
    opener = urllib.request.build_opener()
    opener.addheaders = [("Cookie", session.split(";")[0])]

    def fetch(address: str) -> tuple[str, bytes]:
        with opener.open(f"http://127.0.0.1:{port}{address}", timeout=PATIENCE) as answer:
            return answer.url, answer.read()

    try:
        given_up = time.monotonic() + PATIENCE
        while True:
            try:
                fetch("/health")
                break
            except (urllib.error.URLError, ConnectionError):
                if time.monotonic() > given_up or server.poll() is not None:
                    raise
                time.sleep(0.2)
        yield fetch
    finally:
        server.terminate()
        server.wait(timeout=30)


def main(raw: Path) -> None:
    """Ask for the map with each filter, and for the other pages; print what it took."""
    os.environ |= {"OPENHALL_HOME": str(SITE), "OPENHALL_DEMO": "1"}
    SITE.mkdir(parents=True, exist_ok=True)
    from openhall.site.web.manage import configure

    configure()
    log, session = _load(raw)
    seconds: dict[str, list[float]] = {page: [] for page in PAGES}
    with _server(session) as fetch:

        def ask(page: str, text: str | None) -> float:
            query = "" if text is None else "?" + urllib.parse.urlencode({"f": text})
            begun = time.perf_counter()
            where, content = fetch(f"/observatory/{log}/{'' if page == 'map' else page + '/'}{query}")
            taken = time.perf_counter() - begun
            if b"Permits" not in content or "/accounts/" in where:
                raise RuntimeError(f"the {page} page did not answer: {where}")
            return taken

        first = ask("map", None)
        for text in FILTERS:
            for page in PAGES:
                seconds[page].append(ask(page, text))
                print(f"{page} {text}: {seconds[page][-1]:.3f}", file=sys.stderr)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    answer = {page: sorted(times) for page, times in seconds.items()} | {"first": first}
    print(json.dumps({"seconds": seconds["map"], "peak_mb": peak, "answer": answer}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
