"""What the operator sets: environment variables, read with their types, refused with one clear sentence."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo

from django.core.exceptions import ImproperlyConfigured

from openhall.proof import ProofError, new_signer

TRUE = frozenset({"1", "true", "yes", "on"})
FALSE = frozenset({"", "0", "false", "no", "off"})
LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")
POSTGRESQL = ("postgres", "postgresql")
Keys = TypeVar("Keys")


@dataclass(frozen=True)
class Environment:
    """Openhall's variables (`OPENHALL_<NAME>`) in a mapping of the process's environment."""

    values: Mapping[str, str]

    def text(self, name: str, default: str = "") -> str:
        """Return the variable's text without surrounding blanks, or `default` where it is not set."""
        return self.values.get(f"OPENHALL_{name}", default).strip()

    def yes(self, name: str, default: bool = False) -> bool:
        """Return a yes/no variable; anything but 1/0, true/false, yes/no, on/off is refused."""
        text = self.text(name, "1" if default else "0").lower()
        if text in TRUE:
            return True
        if text in FALSE:
            return False
        raise ImproperlyConfigured(f"OPENHALL_{name} is “{text}”: write 1 for yes or 0 for no.")

    def number(self, name: str, default: int, least: int = 0) -> int:
        """Return a whole number of at least `least`."""
        text = self.text(name, str(default))
        if not text.isdecimal() or int(text) < least:
            raise ImproperlyConfigured(f"OPENHALL_{name} is “{text}”: write a whole number from {least} up.")
        return int(text)

    def names(self, name: str, default: tuple[str, ...] = ()) -> list[str]:
        """Return the parts of a comma-separated list."""
        return [part.strip() for part in self.text(name, ",".join(default)).split(",") if part.strip()]

    def starting_with(self, name: str) -> dict[str, str]:
        """Return the variables whose names begin so, by the rest of their names."""
        start = f"OPENHALL_{name}"
        return {key.removeprefix(start): text for key, text in self.values.items() if key.startswith(start)}

    def time_zone(self, default: str = "Europe/London") -> str:
        """Return the name of a time zone that this machine knows (OPENHALL_TIME_ZONE)."""
        name = self.text("TIME_ZONE", default)
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            raise ImproperlyConfigured(
                f"OPENHALL_TIME_ZONE is “{name}”: write a zone such as Europe/London."
            ) from None
        return name

    def ocid_prefix(self, default: str) -> str:
        """Return the prefix of the body's contracts in OCDS (OPENHALL_OCID_PREFIX), "" where it has none."""
        prefix = self.text("OCID_PREFIX", default)
        if prefix and not re.fullmatch(r"ocds-[a-z0-9]{6}", prefix):
            raise ImproperlyConfigured(f"OPENHALL_OCID_PREFIX is “{prefix}”: write one such as ocds-213czf.")
        return prefix

    def home(self) -> Path:
        """Return the folder that holds the database, uploads and built static files (OPENHALL_HOME)."""
        return Path(self.text("HOME", "var")).absolute()

    def secret(self, home: Path, demo: bool) -> str:
        """Return the secret key; only the demo may make one, kept in `home` for its owner's eyes alone."""
        given = self.text("SECRET_KEY")
        if given:
            return given
        if not demo:
            raise ImproperlyConfigured(
                "OPENHALL_SECRET_KEY is not set: give Openhall a long random text that stays the same, "
                "such as the output of `openssl rand -base64 48`."
            )
        return _kept_secret(home / "secret-key")

    def ledger_key(self, home: Path, demo: bool) -> str:
        """Return the key that signs the ledger, "" where none is set; only the demo may make one, as in `secret`."""
        given = self.text("LEDGER_KEY")
        if given or not demo:
            return given
        return _kept_secret(home / "ledger-key", lambda: new_signer("port-alder.example/ledger").text)

    def badge_key(self, home: Path, demo: bool) -> str:
        """Return the key that signs certificates, "" where none is set; only the demo may make one."""
        given = self.text("BADGE_KEY")
        if given or not demo:
            return given
        return _kept_secret(home / "badge-key", lambda: new_signer("port-alder.example/certificates").text)

    def keys(self, name: str, text: str, read: Callable[[str], Keys]) -> Keys:
        """Return what `read` makes of the keys in a variable's text."""
        try:
            return read(text)
        except ProofError as error:
            raise ImproperlyConfigured(f"OPENHALL_{name}: {error}.") from None


def _kept_secret(path: Path, make: Callable[[], str] = lambda: secrets.token_urlsafe(48)) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    # O_EXCL: of several processes that start together exactly one writes, and nobody follows a planted link.
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(make())
    return path.read_text(encoding="ascii").strip()


def database(url: str, home: Path) -> dict[str, Any]:
    """Return Django's settings for one database.

    `url` is `postgres://user:password@host:port/name?option=value`, `sqlite:///path`, or empty: SQLite in `home`.
    SQLite runs with a write-ahead log, so reading never waits for writing; transactions take the write lock when
    they begin (IMMEDIATE), so two writers queue for it and never fail half-way.
    """
    if not url:
        return _sqlite(home / "openhall.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite" and parts.path.strip("/"):
        return _sqlite(Path(unquote(parts.path[1:])))
    if parts.scheme in POSTGRESQL and parts.path.strip("/"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path[1:]),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": dict(parse_qsl(parts.query)),
        }
    raise ImproperlyConfigured(
        "OPENHALL_DATABASE_URL is not understood: write postgres://user:password@host:5432/name, "
        "sqlite:////folder/file.sqlite3, or leave it out."
    )


def _sqlite(path: Path) -> dict[str, Any]:
    path.parent.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "openhall.site.web.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            # FULL: an application that was confirmed is there after a power cut, too.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }
