"""The people of the demo: departments and posts, accounts to sign in with, colleagues, and the residents' register."""

from __future__ import annotations

import secrets
from pathlib import Path

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import Group

from openhall.demo.play.cast import (
    ACCOUNTS,
    COLLEAGUES,
    FIRST_NAMES,
    LAST_NAMES,
    MAIL,
    OFFICES,
    RESIDENT,
    Account,
)
from openhall.site.people.models import Department, Post, User
from openhall.site.registers.models import Entry, Register
from openhall.site.services.loading import forget

REGISTER = "residents"
FIELDS = {
    "name": "Full name",
    "address": "Street and number",
    "postcode": "Postcode",
    "post": "Postal address",
    "telephone": "Telephone number",
    "born": "Date of birth",
}
ENTRY = {
    "name": RESIDENT.name,
    "address": "4 Quay Street",
    "postcode": "PA1 2BC",
    "post": "4 Quay Street, PA1 2BC Port Alder",
    "telephone": "020 555 0123",
    "born": "1985-04-03",
}


def demo_password(home: Path) -> str:
    """The one password of all accounts: made once and kept in the demo's folder, readable by its owner only."""
    kept = home / "demo-password"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text("-".join(secrets.token_hex(2) for _ in range(4)), encoding="utf-8")
    return kept.read_text(encoding="utf-8")


def make_people(home: Path) -> str:
    """Make departments, accounts, colleagues and the register where they are missing; returns the password."""
    departments = {}
    for office in OFFICES:
        departments[office.key], _ = Department.objects.get_or_create(
            key=office.key, defaults={"name": office.name, "is_partner": office.partner}
        )
    forget()
    password = demo_password(home)
    # One hash for all: making one takes a third of a second, and the password is the same.
    first = User.objects.filter(email=ACCOUNTS[0].email).first()
    fits = first is not None and check_password(password, first.password)
    hashed = first.password if first is not None and fits else make_password(password)
    for account in ACCOUNTS:
        _make(account, hashed, departments)
    _make_colleagues(departments)
    _register_resident(departments["customer-contact"])
    return password


def _make(account: Account, hashed: str, departments: dict[str, Department]) -> None:
    user, _ = User.objects.get_or_create(email=account.email, defaults={"name": account.name})
    if user.password != hashed:
        user.password = hashed
        user.save(update_fields=["password"])
    user.groups.set(Group.objects.filter(name__in=account.roles))
    for key, role in account.posts:
        Post.objects.get_or_create(person=user, department=departments[key], role=role, stands_in_for=None)


def _make_colleagues(departments: dict[str, Department]) -> None:
    """Officers in every post who cannot sign in: the demo's own hands."""
    officers = Group.objects.get(name="officer")
    posts = [(office.key, role) for office in OFFICES for role in office.roles for _ in range(COLLEAGUES)]
    for number, (key, role) in enumerate(posts):
        email = f"colleague{number + 1}@staff.{MAIL}"
        if User.objects.filter(email=email).exists():
            continue
        name = f"{FIRST_NAMES[number % len(FIRST_NAMES)]} {LAST_NAMES[number * 7 % len(LAST_NAMES)]}"
        user = User(email=email, name=name)
        user.set_unusable_password()
        user.save()
        user.groups.add(officers)
        Post.objects.create(person=user, department=departments[key], role=role)


def _register_resident(owner: Department) -> None:
    """What the city knows of the resident is in the residents' register, so that it is not asked again."""
    properties = {name: {"type": "string", "title": title} for name, title in FIELDS.items()}
    register, _ = Register.objects.get_or_create(
        slug=REGISTER,
        version="1.0",
        defaults={
            "name": "Residents",
            "owner": owner,
            "schema": {"type": "object", "properties": properties, "required": ["name"]},
            "key_fields": ["name", "born"],
        },
    )
    person = User.objects.get(email=RESIDENT.email)
    Entry.objects.get_or_create(register=register, person=person, defaults={"content": ENTRY})
