"""Accounts that the operator gives from the command line: the first one has nobody who could give it on a page."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from openhall.site.people.models import People, User
from openhall.site.people.roles import Role


class NoAccount(Exception):
    """The account cannot be given as asked; the message says why and what to do."""


@transaction.atomic
def give_account(email: str, name: str, roles: Sequence[str], password: str | None) -> tuple[User, bool]:
    """Make an account, or give more roles to the one that is there; says whether it is new.

    A password, where given, replaces the old one. Raises `NoAccount`.
    """
    email = People.normalize_email(email)
    try:
        validate_email(email)
    except ValidationError:
        raise NoAccount(f"“{email}” is no e-mail address.") from None
    unknown = [role for role in roles if role not in Role.values]
    if unknown:
        raise NoAccount(f"There is no role “{unknown[0]}”; the roles are {', '.join(Role.values)}.")
    user = User.objects.filter(email=email).first()
    made = user is None
    user = user or User(email=email, name=name)
    if made and password is None:
        raise NoAccount(f"{email} is new and needs a password.")
    if password is not None:
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise NoAccount(" ".join(error.messages)) from None
        user.set_password(password)
    user.name = name or user.name
    user.save()
    user.groups.add(*Group.objects.filter(name__in=roles))
    return user, made
