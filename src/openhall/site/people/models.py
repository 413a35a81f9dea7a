"""The user: a person who signs in with an e-mail address."""

from __future__ import annotations

import secrets
from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from openhall.site.people.departments import Department, Post
from openhall.site.people.roles import EVERY_ROLE, Role

__all__ = ["Department", "People", "Post", "User", "new_pseudonym"]

# No vowels and no look-alikes: a pseudonym spells no word and survives being read aloud.
LETTERS = "bcdfghjkmnpqrstvwxz23456789"


def new_pseudonym() -> str:
    """Return a random name for records: it says nothing about the person, and 12 letters do not repeat."""
    return "".join(secrets.choice(LETTERS) for _ in range(12))


class People(BaseUserManager["User"]):
    """Makes users; e-mail addresses are kept in lower case, so one person cannot have two accounts by case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Return a new, saved user; without a password nobody can sign in until one is set."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Return a new user who holds every role: the first operator."""
        return self.create_user(email, password, is_superuser=True, **fields)

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """Return the address without blanks, in lower case."""
        return (email or "").strip().lower()

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the user with this e-mail address, however it is written."""
        return self.get(email=self.normalize_email(username))


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. Records name the `pseudonym`, pages for colleagues the `name`."""

    email = models.EmailField(
        _("e-mail address"), unique=True, error_messages={"unique": _("Somebody has this address already.")}
    )
    name = models.CharField(_("name"), max_length=150, blank=True)
    pseudonym = models.CharField(
        _("pseudonym"), max_length=12, unique=True, default=new_pseudonym, editable=False
    )
    is_active = models.BooleanField(
        _("may sign in"), default=True, help_text=_("Take this away instead of deleting: records stay whole.")
    )
    joined_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = People()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name", "email"]

    def __str__(self) -> str:
        return self.name or self.email

    def clean(self) -> None:
        """Bring the address to the one form in which it is kept."""
        super().clean()
        self.email = People.normalize_email(self.email)

    def get_full_name(self) -> str:
        """Return the name, or the address where no name is known."""
        return str(self)

    @cached_property
    def roles(self) -> frozenset[Role]:
        """Return the roles that this person holds (read once for each request); a superuser holds all."""
        if not self.is_active:
            return frozenset()
        if self.is_superuser:
            return EVERY_ROLE
        return frozenset(
            Role(name) for name in self.groups.values_list("name", flat=True) if name in Role.values
        )

    @property
    def is_staff(self) -> bool:
        """Return whether Django's admin is open to this person."""
        return Role.OPERATOR in self.roles
