"""What the council of Port Alder planned: programmes of its departments, and on what each spends."""

from __future__ import annotations

from typing import NamedTuple

YEARS = (2022, 2023, 2024, 2025, 2026)
LAST_MONTH = 10
"""The last month of the last year that is in the books."""
RESIDENTS = {2022: 176_400, 2023: 177_300, 2024: 178_200, 2025: 179_100, 2026: 180_000}
PRICES = {2022: "100", 2023: "105.4", 2024: "108.6", 2025: "111.1", 2026: "113.6"}
"""A price index made up for the city; 2022 is 100."""


class Programme(NamedTuple):
    """A programme: millions of euros in the first year, growth a year, and shares of its accounts.

    shares  of (pay, goods, services, building, people): what is paid to people is benefits, grants and fees of carers
    trades  of the suppliers that it buys from
    """

    department: str
    name: str
    millions: float
    growth: float
    shares: tuple[float, float, float, float, float]
    trades: tuple[str, ...]


ACCOUNTS = ("Pay", "Goods and supplies", "Services", "Building and upkeep", "Benefits and grants")
_OFFICE = ("office", "software", "advice")
PROGRAMMES = (
    Programme("Planning", "Building permits", 2.10, 0.03, (0.78, 0.04, 0.18, 0, 0), _OFFICE),
    Programme("Planning", "Local plans", 1.25, 0.02, (0.60, 0.03, 0.37, 0, 0), _OFFICE),
    Programme("Planning", "Conservation", 0.62, 0.01, (0.45, 0.02, 0.23, 0.30, 0), ("building", "advice")),
    Programme("Building Control", "Inspections", 1.80, 0.03, (0.82, 0.05, 0.13, 0, 0), _OFFICE),
    Programme("Fire Service", "Fire and rescue", 14.20, 0.04, (0.74, 0.12, 0.08, 0.06, 0), ("vehicles", "safety")),
    Programme("Fire Service", "Fire prevention", 1.30, 0.03, (0.70, 0.10, 0.20, 0, 0), ("safety", "office")),
    Programme("Environmental Health", "Food safety", 1.60, 0.02, (0.72, 0.08, 0.20, 0, 0), ("laboratory", "office")),
    Programme("Environmental Health", "Noise and air", 0.90, 0.03, (0.62, 0.14, 0.24, 0, 0), ("laboratory",)),
    Programme("Information Office", "Freedom of information", 0.72, 0.04, (0.86, 0.02, 0.12, 0, 0), _OFFICE),
    Programme("Information Office", "Records and archives", 0.68, 0.02, (0.58, 0.12, 0.20, 0.10, 0), _OFFICE),
    Programme("Housing", "Council homes", 38.00, 0.03, (0.18, 0.07, 0.13, 0.62, 0), ("building", "energy", "cleaning")),
    Programme("Housing", "Homelessness", 11.50, 0.08, (0.20, 0.04, 0.56, 0.05, 0.15), ("care", "hotels")),
    Programme("Finance", "Accounts and tax", 5.20, 0.02, (0.66, 0.03, 0.31, 0, 0), ("software", "advice", "banking")),
    Programme("Roads", "Street repairs", 16.80, 0.03, (0.24, 0.10, 0.08, 0.58, 0), ("roadworks", "vehicles")),
    Programme("Roads", "Street lighting", 5.60, 0.11, (0.10, 0.12, 0.48, 0.30, 0), ("lighting", "energy")),
    Programme("Roads", "Bridges", 4.90, 0.02, (0.16, 0.04, 0.20, 0.60, 0), ("roadworks", "advice")),
    Programme("Roads", "Winter service", 1.70, 0.01, (0.30, 0.45, 0.25, 0, 0), ("roadworks", "vehicles")),
    Programme("Social Care", "Care at home", 31.00, 0.06, (0.22, 0.03, 0.58, 0, 0.17), ("care",)),
    Programme("Social Care", "Care homes", 27.00, 0.06, (0.12, 0.04, 0.76, 0.08, 0), ("care", "catering")),
    Programme("Social Care", "Children and families", 24.00, 0.05, (0.44, 0.02, 0.34, 0, 0.20), ("care", "education")),
    Programme("Environment", "Parks", 6.20, 0.02, (0.46, 0.16, 0.14, 0.24, 0), ("gardens", "vehicles")),
    Programme("Environment", "Climate", 2.60, 0.12, (0.30, 0.06, 0.34, 0.20, 0.10), ("energy", "advice")),
    Programme("Customer Contact", "Contact centre", 3.30, 0.02, (0.74, 0.03, 0.23, 0, 0), ("software", "office")),
    Programme("Cleansing", "Street cleaning", 8.10, 0.03, (0.56, 0.16, 0.28, 0, 0), ("cleaning", "vehicles")),
    Programme("Cleansing", "Waste collection", 17.60, 0.04, (0.28, 0.08, 0.64, 0, 0), ("waste", "vehicles")),
    Programme("Drainage", "Drains", 4.50, 0.02, (0.34, 0.12, 0.14, 0.40, 0), ("roadworks", "water")),
    Programme("Drainage", "Flood protection", 5.80, 0.07, (0.12, 0.04, 0.20, 0.64, 0), ("water", "building")),
    Programme("Benefits", "Housing benefit", 41.00, 0.03, (0, 0, 0.01, 0, 0.99), ("banking",)),
    Programme("Benefits", "Administration of benefits", 2.40, 0.02, (0.80, 0.03, 0.17, 0, 0), _OFFICE),
)  # fmt: skip


class Paying(NamedTuple):
    """A service of the city and the programme that pays for its cases; `slug` is its address on the site."""

    slug: str
    title: str
    one: str
    department: str
    programme: str


SERVICES = (
    Paying("building-permit", "Building permits", "permit", "Planning", "Building permits"),
    Paying(
        "freedom-of-information", "Freedom of information", "request",
        "Information Office", "Freedom of information",
    ),
    Paying("street-problems", "Street problems", "report", "Roads", "Street repairs"),
)  # fmt: skip
