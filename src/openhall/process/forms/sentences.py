"""What is said of an answer that cannot be taken: plain sentences that translators find."""

from __future__ import annotations

from openhall.process.saying import gettext_noop

ANSWER = gettext_noop("Answer “%(question)s”")
ENTER = gettext_noop("Enter “%(question)s”")
CHOOSE = gettext_noop("Choose an answer to “%(question)s”")
GIVE_FILE = gettext_noop("Choose a file for “%(question)s”")
NO_CHOICE = gettext_noop("Choose one of the answers to “%(question)s”")
FEW_CHOICES = gettext_noop("“%(question)s”: choose at least %(few)s")
MANY_CHOICES = gettext_noop("“%(question)s”: choose at most %(many)s")
FEW_FILES = gettext_noop("“%(question)s”: give at least %(few)s files")
MANY_FILES = gettext_noop("“%(question)s”: give at most %(many)s files")
NO_NUMBER = gettext_noop("“%(question)s” must be a number, like 120 or 37.5")
NO_WHOLE = gettext_noop("“%(question)s” must be a whole number, like 12")
TOO_SMALL = gettext_noop("“%(question)s” must be %(least)s or more")
TOO_LARGE = gettext_noop("“%(question)s” must be %(most)s or less")
NOT_ABOVE = gettext_noop("“%(question)s” must be more than %(least)s")
NOT_BELOW = gettext_noop("“%(question)s” must be less than %(most)s")
TOO_LONG = gettext_noop("“%(question)s” must have %(longest)s letters or fewer; yours has %(length)s")
TOO_SHORT = gettext_noop("“%(question)s” must have at least %(shortest)s letters")
NO_MATCH = gettext_noop("“%(question)s” is not written as it must be. %(hint)s")
NO_E_MAIL = gettext_noop("“%(question)s” must look like name@example.org")
NO_DATE = gettext_noop("“%(question)s” must be a real date, like 27 3 2026")
SHORT_YEAR = gettext_noop("The year of “%(question)s” must have four digits, like 2026")
DATE_PARTS = gettext_noop("“%(question)s” must have a day, a month and a year")
NO_YES = gettext_noop("Choose yes or no for “%(question)s”")


class BadAnswer(Exception):
    """An answer that cannot be read; its text is one plain sentence for the person who gave it."""
