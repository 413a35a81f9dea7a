"""Who people are, which roles they hold, and who may see which page."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import get_resolver, include, path
from django.views import View

from openhall.site.people.audience import (
    ANALYSTS,
    OPERATORS,
    PUBLIC,
    SIGNED_IN,
    STAFF,
    AudienceMiddleware,
    declared,
    views_without_audience,
    visible_to,
)
from openhall.site.people.models import User
from openhall.site.people.roles import Role

pytestmark = pytest.mark.django_db


def test_the_database_is_the_one_asked_for() -> None:
    import os

    assert connection.vendor == os.environ.get("OPENHALL_TEST_DATABASE", "sqlite")


def test_every_role_has_its_group() -> None:
    assert set(Group.objects.values_list("name", flat=True)) == set(Role.values)


def test_one_address_is_one_person_however_it_is_written(person) -> None:
    person(email="Ada@Example.org")
    assert User.objects.get_by_natural_key(" ADA@example.org ").email == "ada@example.org"
    with pytest.raises(IntegrityError), transaction.atomic():
        person(email="ada@EXAMPLE.org")


def test_a_pseudonym_is_given_and_does_not_repeat(person) -> None:
    one, other = person(), person(email="bo@example.org")
    assert len(one.pseudonym) == 12
    assert one.pseudonym != other.pseudonym


def test_audiences_admit_whom_they_name(person) -> None:
    from django.contrib.auth.models import AnonymousUser

    nobody, plain = AnonymousUser(), person(email="plain@example.org")
    analyst, operator = person("analyst"), person("operator", email="op@example.org")
    closed = person("analyst", email="closed@example.org", is_active=False)
    root = User.objects.create_superuser("root@example.org")
    admitted = {
        name: [audience.admits(user) for user in (nobody, plain, analyst, operator, closed, root)]
        for name, audience in {
            "public": PUBLIC,
            "signed in": SIGNED_IN,
            "staff": STAFF,
            "analysts": ANALYSTS,
            "operators": OPERATORS,
            "either": ANALYSTS | OPERATORS,
        }.items()
    }
    assert admitted == {
        "public": [True] * 6,
        "signed in": [False, True, True, True, False, True],
        "staff": [False, False, True, True, False, True],
        "analysts": [False, False, True, False, False, True],
        "operators": [False, False, False, True, False, True],
        "either": [False, False, True, True, False, True],
    }


def test_every_address_of_the_site_says_who_may_see_it() -> None:
    assert views_without_audience(get_resolver().url_patterns) == []


def test_a_view_that_says_nothing_is_found_and_refused() -> None:
    def forgotten(request):
        return HttpResponse("secret")

    patterns = [path("deep/", include([path("forgotten", forgotten)]))]
    assert len(views_without_audience(patterns)) == 1
    middleware = AudienceMiddleware(lambda request: HttpResponse())
    with pytest.raises(PermissionDenied):
        middleware.process_view(RequestFactory().get("/"), forgotten, (), {})
    declared(PUBLIC, patterns)
    assert views_without_audience(patterns) == []


def test_classes_and_functions_declare_alike() -> None:
    @visible_to(ANALYSTS, OPERATORS)
    class Page(View):
        def get(self, request):
            return HttpResponse("page")

    view = Page.as_view()
    assert view.audience == ANALYSTS | OPERATORS
    assert view(RequestFactory().get("/")).content == b"page"


def test_a_visitor_signs_in_first_and_comes_back(client: Client, person, password: str) -> None:
    person()
    answer = client.get("/accounts/", follow=True)
    assert answer.redirect_chain == [("/accounts/login/?next=/accounts/", 302)]
    answer = client.post(
        "/accounts/login/", {"login": "ada@example.org", "password": password, "next": "/accounts/"}
    )
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/")


def test_only_operators_enter_the_workshop(client: Client, person) -> None:
    assert client.get("/admin/")["Location"] == "/accounts/login/?next=/admin/"
    client.force_login(person("analyst", "officer", "head of service"))
    assert client.get("/admin/").status_code == 403
    client.force_login(person("operator", email="op@example.org"))
    assert client.get("/admin/").status_code == 200


def test_an_operator_adds_staff_and_gives_roles_but_makes_no_superuser(client: Client, person) -> None:
    client.force_login(person("operator", email="op@example.org"))
    analyst = Group.objects.get(name="analyst")
    answer = client.post(
        "/admin/people/user/add/",
        {
            "email": "New@example.org",
            "name": "Nia New",
            "groups": [analyst.pk],
            "usable_password": "true",
            "password1": "eleven calm otters",
            "password2": "eleven calm otters",
            "is_superuser": "on",
        },
    )
    assert answer.status_code == 302, answer.context and answer.context["errors"]
    new = User.objects.get(email="new@example.org")
    assert new.roles == {Role.ANALYST}
    assert not new.is_superuser
    root = User.objects.create_superuser("root@example.org")
    assert (
        client.post(f"/admin/people/user/{root.pk}/change/", {"email": "mine@example.org"}).status_code == 403
    )
    assert client.post(f"/admin/people/user/{new.pk}/delete/", {"post": "yes"}).status_code == 403
