"""The operator gives accounts on the command line, the first of all."""

from __future__ import annotations

import io
import sys

import pytest
from django.test import Client

from openhall.cli import main
from openhall.site.people.models import User

pytestmark = pytest.mark.django_db
GOOD = "long grey harbour 7"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    def command(*arguments: str, password: str = GOOD) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["openhall", "person", *arguments])
        monkeypatch.setattr(sys, "stdin", io.StringIO(password + "\n"))
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out + said.err

    return command


def test_the_first_operator_gets_an_account_and_signs_in(run) -> None:
    code, said = run("Ada@Example.org", "--role", "operator", "--role", "analyst", "--name", "Ada")
    assert (code, said) == (0, "ada@example.org has an account: analyst, operator.\n")
    user = User.objects.get(email="ada@example.org")
    assert user.is_staff and user.check_password(GOOD) and not user.is_superuser
    client = Client()
    assert client.post("/accounts/login/", {"login": "ada@example.org", "password": GOOD}).status_code == 302


def test_roles_are_added_and_the_password_kept(run) -> None:
    run("ada@example.org", "--role", "officer")
    code, said = run("ada@example.org", "--role", "analyst", "--keep-password")
    assert code == 0 and "was there and is changed: analyst, officer" in said
    assert User.objects.get().check_password(GOOD)


@pytest.mark.parametrize(
    ("arguments", "password", "words"),
    [
        (("ada",), GOOD, "is no e-mail address"),
        (("ada@example.org", "--role", "king"), GOOD, "There is no role “king”; the roles are"),
        (("ada@example.org",), "short", "too short"),
        (("ada@example.org", "--keep-password"), "", "is new and needs a password"),
    ],
)
def test_what_cannot_be_given_is_said_and_nothing_is_kept(run, arguments, password, words) -> None:
    code, said = run(*arguments, password=password)
    assert code == 2 and words in said and "Traceback" not in said
    assert not User.objects.exists()
