"""What may be chosen for a dataset: its licence, its rhythm and its theme, each with the address that DCAT-AP names."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

AUTHORITY = "http://publications.europa.eu/resource/authority/"
"""The vocabularies of the Publications Office of the EU, which DCAT-AP 3 asks for."""


class Licence(models.TextChoices):
    """What others may do with the data."""

    CC0 = "cc0", _("Public domain (CC0 1.0)")
    CC_BY = "cc-by", _("Name the source (CC BY 4.0)")
    CC_BY_SA = "cc-by-sa", _("Name the source, share alike (CC BY-SA 4.0)")
    PDDL = "pddl", _("Public domain (ODC PDDL 1.0)")
    ODBL = "odbl", _("Open Database Licence (ODbL 1.0)")

    @property
    def address(self) -> str:
        """Where the text of the licence is."""
        return LICENCE_TEXTS[self.value]


LICENCE_TEXTS = {
    "cc0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "cc-by": "https://creativecommons.org/licenses/by/4.0/",
    "cc-by-sa": "https://creativecommons.org/licenses/by-sa/4.0/",
    "pddl": "https://opendatacommons.org/licenses/pddl/1-0/",
    "odbl": "https://opendatacommons.org/licenses/odbl/1-0/",
}


class Rhythm(models.TextChoices):
    """How often a new version comes; the values are the codes of the EU's list of frequencies."""

    CONT = "CONT", _("all the time")
    DAILY = "DAILY", _("every day")
    WEEKLY = "WEEKLY", _("every week")
    MONTHLY = "MONTHLY", _("every month")
    QUARTERLY = "QUARTERLY", _("every three months")
    ANNUAL = "ANNUAL", _("every year")
    IRREG = "IRREG", _("now and then")
    NEVER = "NEVER", _("never again")

    @property
    def address(self) -> str:
        """The frequency as DCAT names it."""
        return f"{AUTHORITY}frequency/{self.value}"

    @property
    def days(self) -> int | None:
        """The days after which a version is late; None where nothing is promised."""
        return DAYS.get(self.value)


DAYS = {"CONT": 1, "DAILY": 2, "WEEKLY": 9, "MONTHLY": 38, "QUARTERLY": 100, "ANNUAL": 380}


class Theme(models.TextChoices):
    """What a dataset is about; the values are the codes of the EU's list of themes."""

    AGRI = "AGRI", _("Farming, fishing and food")
    ECON = "ECON", _("Economy and money")
    EDUC = "EDUC", _("Education, culture and sport")
    ENER = "ENER", _("Energy")
    ENVI = "ENVI", _("Environment")
    GOVE = "GOVE", _("Government and public services")
    HEAL = "HEAL", _("Health")
    INTR = "INTR", _("International matters")
    JUST = "JUST", _("Justice and public safety")
    REGI = "REGI", _("Neighbourhoods and places")
    SOCI = "SOCI", _("People and society")
    TECH = "TECH", _("Science and technology")
    TRAN = "TRAN", _("Streets and transport")

    @property
    def address(self) -> str:
        """The theme as DCAT names it."""
        return f"{AUTHORITY}data-theme/{self.value}"
