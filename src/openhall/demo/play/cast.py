"""Who is who in Port Alder: its departments and partners, the people who work there, and residents."""

from __future__ import annotations

from typing import NamedTuple

from numpy.random import Generator

MAIL = "portalder.example"


class Office(NamedTuple):
    """A department, or a partner organisation: its short name, as services name it, its name, and its roles."""

    key: str
    name: str
    roles: tuple[str, ...]
    partner: bool = False


OFFICES = (
    Office(
        "planning",
        "Planning",
        (
            "registry-clerk",
            "planning-technician",
            "planning-officer",
            "head-of-planning",
            "deputy-head-of-planning",
            "appeals-officer",
            "records-officer",
        ),
    ),
    Office("building-control", "Building Control", ("building-inspector",)),
    Office("fire-service", "Fire Service", ("fire-safety-officer",)),
    Office("environmental-health", "Environmental Health", ("environmental-health-officer",)),
    Office("alder-water", "Alder Water", ("water-engineer",), partner=True),
    Office(
        "information-office",
        "Information Office",
        ("information-clerk", "information-officer", "head-of-information"),
    ),
    Office("housing", "Housing", ("records-officer", "rent-officer")),
    Office("finance", "Finance", ("records-officer", "payments-officer")),
    Office(
        "roads",
        "Roads",
        ("records-officer", "road-inspector", "road-crew", "emergency-crew", "lighting-officer"),
    ),
    Office("social-care", "Social Care", ("records-officer",)),
    Office("environment", "Environment", ("records-officer",)),
    Office("customer-contact", "Customer Contact", ("contact-officer",)),
    Office("cleansing", "Cleansing", ("street-warden", "cleansing-crew")),
    Office("drainage", "Drainage", ("drainage-crew",)),
    Office("brightway-lighting", "Brightway Lighting", ("lighting-contractor",), partner=True),
    Office(
        "benefits",
        "Benefits",
        ("benefits-clerk", "benefits-officer", "senior-benefits-officer", "review-officer"),
    ),
    Office(
        "work-and-pensions-agency",
        "Work and Pensions Agency",
        ("records-officer",),
        partner=True,
    ),
    Office("data-protection", "Data Protection", ("data-protection-officer",)),
)


class Account(NamedTuple):
    """Somebody who can sign in to the demo.

    key    the first part of the e-mail address
    roles  groups of the site: "analyst", "head of service", "officer", "operator"
    posts  (department, role); an empty role is every role of the department
    """

    key: str
    name: str
    roles: tuple[str, ...] = ()
    posts: tuple[tuple[str, str], ...] = ()

    @property
    def email(self) -> str:
        """The address to sign in with."""
        return f"{self.key}@{MAIL}"


RESIDENT = Account("ada", "Ada Alder")
ACCOUNTS = (
    RESIDENT,
    Account("planning", "Petra Plane", ("officer",), (("planning", ""),)),
    Account("building", "Bela Beech", ("officer",), (("building-control", ""),)),
    Account("fire", "Farid Fir", ("officer",), (("fire-service", ""),)),
    Account("health", "Hana Hazel", ("officer",), (("environmental-health", ""),)),
    Account("water", "Wim Willow", ("officer",), (("alder-water", ""),)),
    Account("information", "Ines Ivy", ("officer",), (("information-office", ""),)),
    Account("streets", "Stella Spruce", ("officer",), (("customer-contact", ""),)),
    Account("roads", "Rosa Rowan", ("officer",), (("roads", ""), ("drainage", ""), ("cleansing", ""))),
    Account("lighting", "Lars Larch", ("officer",), (("brightway-lighting", ""),)),
    Account("benefits", "Bruna Birch", ("officer",), (("benefits", ""),)),
    Account(
        "records",
        "Rhys Rush",
        ("officer",),
        (("housing", ""), ("finance", ""), ("social-care", ""), ("environment", "")),
    ),
    Account("pensions", "Pia Pine", ("officer",), (("work-and-pensions-agency", ""),)),
    Account("privacy", "Dina Dogwood", ("officer",), (("data-protection", ""),)),
    Account(
        "head",
        "Henrik Holm",
        ("head of service", "officer"),
        (("planning", "head-of-planning"), ("information-office", "head-of-information")),
    ),
    Account("analyst", "Demo analyst", ("analyst",), (("planning", ""),)),
    Account(
        "data",
        "Dana Dogwood",
        ("publisher",),
        (
            ("customer-contact", ""),
            ("planning", ""),
            ("information-office", ""),
            ("benefits", ""),
            ("roads", ""),
        ),
    ),
    Account("operator", "Otto Oak", ("operator",)),
)
COLLEAGUES = 2
"""People in each post who cannot sign in: they do the work that goes on by itself."""


def words(text: str, between: str = " ") -> tuple[str, ...]:
    """The words of a text."""
    return tuple(text.split(between))


FIRST_NAMES = words(
    "Amir Anna Ayo Bo Carla Chen Dara Dmitri Elif Emil Fatima Finn Grace Hugo Imani Ivan Jana Jonas Kofi Lea Leila "
    "Luca Maja Marek Mina Nadia Noor Omar Otis Paula Quinn Rami Ruth Sami Sofia Tala Tomas Uma Vera Wanda Yara Zoe"
)
LAST_NAMES = words(
    "Acacia Ashwood Aspen Bramble Briar Cedar Clover Cypress Dogwood Elder Elm Fennel Fern Gorse Hawthorn Heather "
    "Holly "
    "Hornbeam Juniper Laurel Lilac Linden Maple Mulberry Myrtle Olive Palm Poplar Reed Sage Sorrel Tamarisk Thorn "
    "Vetch Walnut Yarrow"
)
STREETS = words(
    "Quay Street|Mill Lane|Castle Road|Fish Market|Weir Road|Harbour Row|Saltmarsh Way|Northgate|Rope Walk|"
    "Chapel Hill|"
    "Bridge Street|Orchard Close|Station Road|Lighthouse Lane|Old Wall|Tanners Yard|Alder Avenue|Kiln Street",
    "|",
)


class Resident(NamedTuple):
    """A resident who exists for one application."""

    name: str
    email: str
    street: str
    postcode: str
    district: str


DISTRICTS = {
    "Harbourside": "PA1",
    "Old Town": "PA1",
    "Northgate": "PA3",
    "Millbrook": "PA2",
    "Castle Hill": "PA5",
    "Saltmarsh": "PA6",
    "Weir End": "PA7",
    "Alderwood": "PA8",
}
RESIDENTS_MAIL = f"@residents.{MAIL}"
"""The addresses of residents who play: the end by which their cases are known."""
RESIDENT_AT_HOME = Resident(
    RESIDENT.name, f"ada.alder{RESIDENTS_MAIL}", "4 Quay Street", "PA1 2BC", "Harbourside"
)
"""The resident who can sign in: one of the permits of the past is hers, so that she finds something of her own."""
CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUWXYZ"


def some_resident(rng: Generator) -> Resident:
    """Draw a resident."""
    first, last = str(rng.choice(FIRST_NAMES)), str(rng.choice(LAST_NAMES))
    district = str(rng.choice(list(DISTRICTS)))
    letters = "".join(rng.choice(list(CODE_LETTERS), 2))
    return Resident(
        f"{first} {last}",
        f"{first}.{last}{rng.integers(10, 100)}{RESIDENTS_MAIL}".lower(),
        f"{rng.integers(1, 90)} {rng.choice(STREETS)}",
        f"{DISTRICTS[district]} {rng.integers(1, 10)}{letters}",
        district,
    )
