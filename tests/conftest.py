"""The world that tests run in: a home of their own, a secret of their own, SQLite or a throw-away PostgreSQL.

`OPENHALL_TEST_DATABASE=postgresql pytest` starts a cluster from Debian's binaries on a Unix socket and ends it with
the run. The settings are named here and not in pyproject.toml, because pytest-django would read them there before
this file has set the variables they need.
"""

from __future__ import annotations

import atexit
import gc
import os

import pytest
from django.utils import translation
from hypothesis import settings

from tests.world import NoWorld, enter

# The same examples in every run, so that a red run is the fault of its change; `make explore` tries new ones.
settings.load_profile("default" if "OPENHALL_EXPLORE" in os.environ else "ci")

# The workers of pytest-xdist inherit the world of the process that starts them.
if "PYTEST_XDIST_WORKER" not in os.environ:
    try:
        enter(os.environ.get("OPENHALL_TEST_DATABASE", "sqlite"))
    except NoWorld as error:
        raise pytest.UsageError(f"OPENHALL_TEST_DATABASE: {error}") from None


LONG = {
    "test_types.py", "test_package.py", "test_web_migrations.py", "test_ledger_two_openhalls.py",
    "test_opendata_api_described.py", "test_live_services.py",
}  # fmt: skip
"""Files of few tests that take long, beside those that drive a browser."""
ON_DATABASE = {"db", "transactional_db", "live_server", "client"}
"""Fixtures that reach the database."""


def pytest_configure() -> None:
    """Make Django ready in that world, before pytest-django looks for it."""
    from openhall.site.web.manage import configure

    configure()
    from django.conf import settings as site

    site.PASSWORD_HASHERS = ["tests.hashing.OneRound"]
    if site.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        # Nothing of a test run has to survive a power cut.
        site.DATABASES["default"]["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"
    from tests.emptying import empty_only_what_holds_rows

    empty_only_what_holds_rows()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with the files whose tests take longest: at the end one process would wait for the other.

    Leave out on PostgreSQL what reaches no database: the run on SQLite has said how that stands. Leave out on SQLite
    what sends thousands of made-up requests: PostgreSQL refuses all that SQLite does, and more.
    """
    items.sort(key=lambda item: item.path.parent.name != "browser" and item.path.name not in LONG)
    if os.environ.get("OPENHALL_TEST_DATABASE", "sqlite") == "sqlite":
        others = [each for each in items if each.get_closest_marker("postgresql")]
    else:
        others = [each for each in items if not _reaches_database(each)]
    config.hook.pytest_deselected(items=others)
    left = set(others)
    items[:] = [each for each in items if each not in left]


def pytest_collection_finish() -> None:
    """Let the collector of garbage pass over what is there for the whole run, modules and thousands of tests: to look
    at it again and again took a fifth of the time of some folders."""
    gc.collect()
    gc.freeze()
    # What is frozen at the end is a leak to libraries that count what is theirs.
    atexit.register(gc.unfreeze)


def pytest_unconfigure() -> None:
    """Let the collector see all of it again: what is not collected at the end is called a leak by its library."""
    gc.unfreeze()


def _reaches_database(item: pytest.Item) -> bool:
    named = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(ON_DATABASE & named)


@pytest.fixture(autouse=True)
def nobody_is_throttled(request: pytest.FixtureRequest) -> None:
    """Forget the sign-ins and requests of earlier tests, which throttling would otherwise count together."""
    if ON_DATABASE & set(request.fixturenames):
        from django.core.cache import cache

        from openhall.site.opendata.api.limits import COUNTS

        request.getfixturevalue("db")
        cache.clear()
        COUNTS.forget()


@pytest.fixture(autouse=True)
def everybody_speaks_english() -> None:
    """Forget the language of the last page: a request leaves its own to the thread, and the next test would read it."""
    translation.deactivate()


@pytest.fixture
def person(db: None):
    """Return a function that makes a user with the given roles; the password is `PASSWORD`."""
    from django.contrib.auth.models import Group

    from openhall.site.people.models import User

    def make(*roles: str, email: str = "ada@example.org", name: str = "Ada Alder", **fields: object) -> User:
        user = User.objects.create_user(email, PASSWORD, name=name, **fields)
        user.groups.set(Group.objects.filter(name__in=roles))
        return user

    return make


PASSWORD = "seven quiet herons"


@pytest.fixture
def password() -> str:
    """Return the password that `person` gives."""
    return PASSWORD
