"""A site with its worker and a browser in front of it: `open_data_side.py FILE` publishes a 311 file by clicking.

Prints a JSON list [what was looked at, what was wrong or null] for each thing.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
PASSWORD = "seven quiet herons"
E_MAIL = "data@city.example"
MOST_SECONDS = 300
WORK = """
from openhall.site.web.manage import configure
configure()
from openhall.site.cases.worker import work
work()
"""


def say(what: str, good: bool, else_: str = "") -> None:
    """Tell that something was looked at."""
    print(json.dumps([what, None if good else else_ or "it is not so"]), flush=True)


@contextmanager
def site() -> Iterator[str]:
    """A site on a port of its own, with somebody who publishes and a worker."""
    from tests.world import enter

    enter("sqlite")
    from openhall.site.web.manage import configure

    configure()
    from django.contrib.auth.models import Group
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    from openhall.site.people.models import Department, Post, User

    user = User.objects.create_user(E_MAIL, PASSWORD, name="Dana Dogwood")
    user.groups.set(Group.objects.filter(name="publisher"))
    Post.objects.create(person=user, department=Department.objects.create(key="streets", name="Streets"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "OPENHALL_ADDRESS": f"http://127.0.0.1:{port}",
        "PYTHONPATH": str(ROOT / "src"),
    }
    serve = ["-m", "openhall.site.web.manage", "runserver", f"127.0.0.1:{port}", "--noreload"]
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    processes = [
        subprocess.Popen([sys.executable, *command], env=environment, **quiet)
        for command in (serve, ["-c", WORK])
    ]
    try:
        _wait(f"http://127.0.0.1:{port}/health")
        yield f"http://127.0.0.1:{port}"
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(timeout=60)


def _wait(address: str) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.3)
    raise SystemExit(f"{address} does not answer.")


def publish(page: Any, sample: Path) -> None:
    """From the file to everybody."""
    from playwright.sync_api import expect

    expect.set_options(timeout=60_000)
    page.goto("/accounts/login/?next=/data/manage/")
    page.get_by_label("E-mail address").fill(E_MAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Publish a file").first.click()
    page.get_by_label("File").set_input_files(sample)
    page.get_by_label("Title of the dataset").fill("Street problems of San Francisco")
    page.get_by_role("button", name="Upload").click()
    expect(page.locator("h1")).to_have_text("What the columns are")
    # What has e-mail addresses and telephone numbers in it was found, and is left out already.
    kept = page.get_by_label("Publish (Status.Notes)").is_checked()
    say("a column in which people wrote addresses and numbers is left out by itself", not kept)
    page.get_by_label("Publish (column_1)").uncheck()
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_label("What it is").fill("Requests to the city about its streets and parks, one a row.")
    page.get_by_label("Theme").select_option(label="Streets and transport")
    page.get_by_label("Licence").select_option("pddl")
    page.get_by_role("button", name="Save, and look at the risks").click()
    expect(page.locator("h1")).to_have_text("How much the rows tell of people")
    refused = page.get_by_text("It cannot be published like this.").count() == 1
    say("a number of its own in each row stands against publishing until somebody looked at it", refused)
    page.get_by_label("CaseID").check()
    page.get_by_role("button", name="See what that changes").click()
    page.get_by_role("link", name="Go on to decide").click(timeout=60_000)
    page.get_by_label("Why may this be published").fill(
        "Requests are about places. Case numbers name nobody."
    )
    page.get_by_role("button", name="Publish").click()
    page.get_by_role("link", name="Its page for everybody").click(timeout=60_000)


def look(page: Any, rows: list[dict[str, str]], address: str) -> None:
    """What everybody sees, beside the file."""
    from playwright.sync_api import expect

    n = len(rows)
    expect(page.locator("h1")).to_have_text("Street problems of San Francisco")
    mapped = page.get_by_role("img", name="Map of Point: Rows in each square")
    say("its page begins with a map", mapped.count() == 1)
    say(
        "the map counts all rows that have a place",
        f"{n:,} rows have a place" in page.locator("main").inner_text(),
    )
    identifier = page.url.rstrip("/").rpartition("/")[2]
    page.get_by_role("link", name="Look into the data").click()
    page.get_by_role("link", name="Chart", exact=True).click()
    page.get_by_label("For each").select_option("Opened")
    expect(page.get_by_role("img", name="Rows by Opened")).to_be_visible()
    months = Counter(row["Opened"][:7] for row in rows)
    page.locator("summary", has_text="The same as a table").click()
    shown = page.locator("details table tbody tr td").all_inner_texts()
    say("its chart over months has what the file has", [int(s.replace(",", "")) for s in shown if s != "0"] == [
        months[month] for month in sorted(months)
    ])  # fmt: skip
    page.goto(f"/data/{identifier}/rows/?where=category:is:Street Defects")
    wanted = sum(row["Category"] == "Street Defects" for row in rows)
    said = page.locator("#count").inner_text()
    say(f"a filter leaves {wanted} rows, as in the file", said.endswith(f"of {wanted:,}"), said)
    with page.expect_download() as taken:
        page.get_by_role("link", name="CSV", exact=True).click()
    with taken.value.path().open(encoding="utf-8-sig") as file:
        got = [row["case_id"] for row in csv.DictReader(file)]
    say(
        "its download holds these rows",
        got == [r["CaseID"] for r in rows if r["Category"] == "Street Defects"],
    )
    page.get_by_role("button", name="Save this view under a short address").click()
    page.locator("main a.oh-key").click()
    say("the view has a short address", "Category is Street Defects" in page.locator("main").inner_text())
    served(address, identifier, rows)


def served(address: str, identifier: str, rows: list[dict[str, str]]) -> None:
    """What programs get, as SODA 2.1 has it."""
    query = quote("select category, count(*) as n group by category order by n desc, category limit 50")
    with urllib.request.urlopen(f"{address}/resource/{identifier}.json?$query={query}", timeout=60) as answer:
        got = [(row["category"], int(row["n"])) for row in json.load(answer)]
    counted = Counter(row["Category"] for row in rows)
    wanted = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    say("the interface counts categories as the file has them", got == wanted[:50])
    with urllib.request.urlopen(f"{address}/resource/{identifier}.json?$limit=1", timeout=60) as answer:
        names = set(json.load(answer)[0])
    say("what was left out is in no answer", "status_notes" not in names and "column_1" not in names)


def main(sample: Path) -> None:
    """Go the whole way, and tell how long it took."""
    from playwright.sync_api import sync_playwright
    from tests.browser.conftest import ARGUMENTS

    with sample.open(encoding="utf-8") as file:
        rows = [{k: "" if v == "NA" else v for k, v in row.items()} for row in csv.DictReader(file)]
    program = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if program is None:
        raise SystemExit("No Chromium on this machine: run `make system`.")
    with site() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        page = browser.new_context(base_url=address).new_page()
        page.set_default_timeout(60_000)
        begun = time.monotonic()
        publish(page, sample)
        look(page, rows, address)
        taken = time.monotonic() - begun
        say(
            f"all of it takes less than five minutes (the clicks took {taken:.0f} seconds)",
            taken < MOST_SECONDS,
        )
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
