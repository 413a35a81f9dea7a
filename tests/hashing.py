"""Passwords of tests are hashed in one round: hundreds of thousands, as at work, are most of what many tests take."""

from __future__ import annotations

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class OneRound(PBKDF2PasswordHasher):
    """The hasher that is used at work, whose hashes it can check, and the other way round."""

    iterations = 1
