"""A small council for the tests of improvement: two departments with their heads, a service, and ideas."""

from __future__ import annotations

from typing import Any

from openhall.site.improvement.models import Idea
from openhall.site.people.models import Department, Post, User
from openhall.site.services.models import Service


def office(key: str) -> Department:
    return Department.objects.get_or_create(key=key, defaults={"name": key.title()})[0]


def service(slug: str = "permits", owner: str = "planning") -> Service:
    found, _ = Service.objects.get_or_create(
        slug=slug, defaults={"name": slug.title(), "owner": office(owner)}
    )
    return found


def head(person: Any, department: str = "planning") -> User:
    """A head of service with a post in a department."""
    made = person("head of service", email=f"head@{department}.example", name=f"Head of {department.title()}")
    Post.objects.create(person=made, department=office(department))
    return made


def idea(title: str = "Ask for the site plan before the form can be sent", **more: Any) -> Idea:
    given = {
        "problem": "Half of the applications come back because the site plan is missing.",
        "proposal": "The form should not be sent without a plan.",
        "source": Idea.Source.STAFF,
        "language": "en-gb",
        "visibility": Idea.Visibility.PUBLIC,
    } | more
    if "service" not in given:
        given["service"] = service()
    return Idea.objects.create(title=title, **given)


ANSWERS = {
    "title": {"title": "Check that the plan is attached before an application is sent"},
    "problem": {"problem": "We lose weeks asking for missing site plans."},
    "proposal": {"proposal": "Refuse the form without a plan."},
    "service": {"service": ""},
    "name": {"credit": "Zoe", "e_mail": "zoe@example.org"},
}


def write(client: Any, *questions: str, **changes: str) -> Any:
    """Answer some questions of a new idea, all but the look at those that are alike."""
    for question in questions or ("title", "problem", "proposal", "service", "name"):
        given = {name: changes.get(name, value) for name, value in ANSWERS[question].items()}
        response = client.post(f"/improvement/ideas/new/{question}/", given)
        assert response.status_code == 302, response.content.decode()
    return response
