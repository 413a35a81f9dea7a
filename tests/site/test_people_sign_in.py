"""Signing in: what is said when it fails, how often it may fail, and that nobody adds themselves."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


def test_a_wrong_password_and_an_unknown_address_get_the_same_sentence(client: Client, person) -> None:
    person()
    sentences = []
    for address in ("ada@example.org", "nobody@example.org"):
        page = client.post(LOGIN, {"login": address, "password": "wrong"}).content.decode()
        assert "There is a problem" in page
        assert "<title>Error: Sign in" in page
        sentences.append("The e-mail address or the password is not right" in page)
    assert sentences == [True, True]


def test_guessing_is_stopped_even_with_the_right_password(client: Client, person, password: str) -> None:
    person()
    for _ in range(5):
        client.post(LOGIN, {"login": "ada@example.org", "password": "wrong"})
    answer = client.post(LOGIN, {"login": "ada@example.org", "password": password})
    assert "Too many attempts" in answer.content.decode()
    assert client.get("/accounts/").status_code == 302


def test_flooding_the_sign_in_page_is_answered_with_429(client: Client) -> None:
    codes = {
        client.post(LOGIN, {"login": f"p{i}@example.org", "password": "x"}).status_code for i in range(31)
    }
    assert 429 in codes


def test_a_closed_account_does_not_get_in(client: Client, person, password: str) -> None:
    person(is_active=False)
    client.post(LOGIN, {"login": "ada@example.org", "password": password})
    assert client.get("/accounts/").status_code == 302


def test_nobody_signs_up(client: Client) -> None:
    assert client.get("/accounts/signup/").status_code == 404


def test_signing_out_takes_a_form_not_a_link(client: Client, person) -> None:
    client.force_login(person())
    assert "Do you want to sign out?" in client.get("/accounts/logout/").content.decode()
    assert client.get("/accounts/").status_code == 200
    answer = client.post("/accounts/logout/", follow=True)
    assert "You are signed out" in answer.content.decode()
    assert client.get("/accounts/").status_code == 302


def test_a_forgotten_password_is_set_anew_by_the_letter(client: Client, person) -> None:
    person("analyst")
    client.post("/accounts/password/reset/", {"email": "nobody@example.org"})
    assert mail.outbox == []
    client.post("/accounts/password/reset/", {"email": "ada@example.org"})
    [letter] = mail.outbox
    link = next(word for word in letter.body.split() if "/password/reset/key/" in word)
    page = client.get(link.replace("http://testserver", ""), follow=True)
    assert "Choose a new password" in page.content.decode()
    new = "nine silver herrings"
    done = client.post(page.request["PATH_INFO"], {"password1": new, "password2": new}, follow=True)
    assert "Your password is changed" in done.content.decode()
    answer = client.post(LOGIN, {"login": "ada@example.org", "password": new})
    assert answer["Location"] == "/observatory/"


@pytest.mark.parametrize(
    "address", ["password/change/", "password/reset/", "password/reset/done/", "inactive/"]
)
def test_pages_of_the_account_are_in_the_look_of_the_house(client: Client, person, address: str) -> None:
    if address == "password/change/":
        client.force_login(person())
    answer = client.get(f"/accounts/{address}")
    assert answer.status_code == 200
    assert 'class="oh-header"' in answer.content.decode()


def test_the_account_page_says_name_address_and_roles(client: Client, person) -> None:
    client.force_login(person("analyst", "head of service"))
    page = client.get("/accounts/").content.decode()
    assert "Ada Alder" in page
    assert "ada@example.org" in page
    assert "analyst, head of service" in page
    assert "Manage staff" not in page


@pytest.mark.parametrize(
    ("roles", "address"),
    [
        ((), "/your-cases/"),
        (("officer",), "/desk/"),
        (("analyst", "officer"), "/observatory/"),
        (("head of service",), "/observatory/"),
        (("operator",), "/accounts/"),
    ],
)
def test_after_sign_in_people_land_where_their_work_is(
    client: Client, person, password: str, roles: tuple[str, ...], address: str
) -> None:
    person(*roles)
    answer = client.post(LOGIN, {"login": "ada@example.org", "password": password})
    assert answer["Location"] == address
