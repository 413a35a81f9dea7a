"""The lists of words that European catalogues share, as far as a city's own needs them.

Source: the authority tables of the Publications Office of the EU (http://publications.europa.eu/resource/authority/)
and, for high-value datasets, the categories of Regulation (EU) 2023/138 (http://data.europa.eu/bna/).
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

AUTHORITY = "http://publications.europa.eu/resource/authority/"


class Theme(StrEnum):
    """What a dataset is about: the EU's data themes, one of which each dataset has at least."""

    AGRICULTURE = "AGRI"
    ECONOMY = "ECON"
    EDUCATION = "EDUC"
    ENERGY = "ENER"
    ENVIRONMENT = "ENVI"
    GOVERNMENT = "GOVE"
    HEALTH = "HEAL"
    INTERNATIONAL = "INTR"
    JUSTICE = "JUST"
    PROVISIONAL = "OP_DATPRO"
    REGIONS = "REGI"
    POPULATION = "SOCI"
    TECHNOLOGY = "TECH"
    TRANSPORT = "TRAN"

    @property
    def uri(self) -> str:
        """Its address in the EU's table."""
        return f"{AUTHORITY}data-theme/{self.value}"


class AccessRights(StrEnum):
    """Who may have the data."""

    PUBLIC = "PUBLIC"
    RESTRICTED = "RESTRICTED"
    NON_PUBLIC = "NON_PUBLIC"

    @property
    def uri(self) -> str:
        """Its address in the EU's table."""
        return f"{AUTHORITY}access-right/{self.value}"


class Frequency(StrEnum):
    """How often a dataset is brought up to date."""

    CONTINUOUS = "UPDATE_CONT"
    HOURLY = "HOURLY"
    TWICE_A_DAY = "DAILY_2"
    DAILY = "DAILY"
    THREE_TIMES_A_WEEK = "WEEKLY_3"
    TWICE_A_WEEK = "WEEKLY_2"
    WEEKLY = "WEEKLY"
    THREE_TIMES_A_MONTH = "MONTHLY_3"
    TWICE_A_MONTH = "MONTHLY_2"
    EVERY_TWO_WEEKS = "BIWEEKLY"
    MONTHLY = "MONTHLY"
    EVERY_TWO_MONTHS = "BIMONTHLY"
    QUARTERLY = "QUARTERLY"
    THREE_TIMES_A_YEAR = "ANNUAL_3"
    TWICE_A_YEAR = "ANNUAL_2"
    ANNUAL = "ANNUAL"
    EVERY_TWO_YEARS = "BIENNIAL"
    EVERY_THREE_YEARS = "TRIENNIAL"
    EVERY_FOUR_YEARS = "QUADRENNIAL"
    EVERY_FIVE_YEARS = "QUINQUENNIAL"
    EVERY_TEN_YEARS = "DECENNIAL"
    AS_NEEDED = "AS_NEEDED"
    IRREGULAR = "IRREG"
    NOT_PLANNED = "NOT_PLANNED"
    NEVER = "NEVER"
    OTHER = "OTHER"
    UNKNOWN = "UNKNOWN"

    @property
    def uri(self) -> str:
        """Its address in the EU's table."""
        return f"{AUTHORITY}frequency/{self.value}"

    @property
    def within(self) -> timedelta | None:
        """The longest time between two updates that keeps to the rhythm; None where nothing is promised."""
        return _WITHIN.get(self)


_WITHIN = {
    Frequency.CONTINUOUS: timedelta(hours=1),
    Frequency.HOURLY: timedelta(hours=1),
    Frequency.TWICE_A_DAY: timedelta(hours=12),
    Frequency.DAILY: timedelta(days=1),
    Frequency.THREE_TIMES_A_WEEK: timedelta(days=3),
    Frequency.TWICE_A_WEEK: timedelta(days=4),
    Frequency.WEEKLY: timedelta(days=7),
    Frequency.THREE_TIMES_A_MONTH: timedelta(days=11),
    Frequency.TWICE_A_MONTH: timedelta(days=16),
    Frequency.EVERY_TWO_WEEKS: timedelta(days=14),
    Frequency.MONTHLY: timedelta(days=31),
    Frequency.EVERY_TWO_MONTHS: timedelta(days=62),
    Frequency.QUARTERLY: timedelta(days=92),
    Frequency.THREE_TIMES_A_YEAR: timedelta(days=123),
    Frequency.TWICE_A_YEAR: timedelta(days=184),
    Frequency.ANNUAL: timedelta(days=366),
    Frequency.EVERY_TWO_YEARS: timedelta(days=731),
    Frequency.EVERY_THREE_YEARS: timedelta(days=1096),
    Frequency.EVERY_FOUR_YEARS: timedelta(days=1461),
    Frequency.EVERY_FIVE_YEARS: timedelta(days=1827),
    Frequency.EVERY_TEN_YEARS: timedelta(days=3653),
}


class HighValue(StrEnum):
    """The categories of high-value datasets, which have to be free, machine-readable and had by an API."""

    GEOSPATIAL = "c_ac64a52d"
    ENVIRONMENT = "c_dd313021"
    METEOROLOGICAL = "c_164e0bf5"
    STATISTICS = "c_e1da4e07"
    COMPANIES = "c_a9135398"
    MOBILITY = "c_b79e35eb"

    @property
    def uri(self) -> str:
        """Its address in the EU's list."""
        return f"http://data.europa.eu/bna/{self.value}"


HIGH_VALUE_REGULATION = "http://data.europa.eu/eli/reg_impl/2023/138/oj"
