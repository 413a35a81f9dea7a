"""Some 400 suppliers of Port Alder, each with a trade; none is a real firm."""

from __future__ import annotations

from typing import NamedTuple

from numpy.random import Generator

BRIGHTWAY = "Brightway Lighting plc"
"""Whose lamps the city lights: what is paid to it grows faster than anything else."""
HOW_MANY = 400
PLACES = (
    "Alder", "Harbour", "Quayside", "Saltmarsh", "Northgate", "Weir", "Millbrook", "Castle", "Lighthouse", "Estuary",
    "Kestrel", "Heron", "Otter", "Larkfield", "Ferry", "Tidewater", "Oakhurst", "Stonebridge", "Windmill", "Meadow",
    "Anchor", "Beacon", "Copper", "Falcon", "Granite", "Hazel", "Ivy", "Juniper", "Kingfisher", "Lantern",
)  # fmt: skip
TRADES = {
    "office": ("Stationers", "Office Supplies", "Print Works"),
    "software": ("Software", "Systems", "Data Services"),
    "advice": ("Consulting", "Surveyors", "Architects"),
    "building": ("Builders", "Roofing", "Heating", "Joinery"),
    "vehicles": ("Motors", "Fleet Services"),
    "safety": ("Safety Equipment", "Alarms"),
    "laboratory": ("Laboratories", "Instruments"),
    "energy": ("Energy", "Solar"),
    "cleaning": ("Cleaning Services", "Facilities"),
    "care": ("Care Homes", "Home Care", "Support Services"),
    "hotels": ("Hotels", "Guest Houses"),
    "banking": ("Bank", "Payment Services"),
    "roadworks": ("Surfacing", "Civil Engineering", "Aggregates"),
    "lighting": ("Lighting", "Electrical"),
    "gardens": ("Nurseries", "Landscapes"),
    "catering": ("Catering", "Foods"),
    "education": ("Learning", "Tuition Services"),
    "waste": ("Waste", "Recycling"),
    "water": ("Water", "Pumps"),
}
DESCRIPTIONS = {
    "office": ("Paper and toner", "Printing of forms", "Desks and chairs"),
    "software": ("Licences", "Support", "Hosting", "Changes to a system"),
    "advice": ("Survey of a site", "Advice", "Drawings", "Expert report"),
    "building": ("Repairs", "New roof", "Boilers", "Windows", "Kitchens and bathrooms"),
    "vehicles": ("Servicing", "Hire of vehicles", "Tyres", "Fuel"),
    "safety": ("Breathing apparatus", "Uniforms", "Smoke alarms"),
    "laboratory": ("Tests of samples", "Calibration"),
    "energy": ("Electricity", "Gas", "Panels on roofs"),
    "cleaning": ("Cleaning of buildings", "Sweeping", "Graffiti removal"),
    "care": ("Care of residents", "Visits at home", "Short stays", "Support of families"),
    "hotels": ("Nights in temporary homes",),
    "banking": ("Charges on payments", "Collection of payments"),
    "roadworks": ("Resurfacing", "Potholes", "Salt", "Kerbs and paving"),
    "lighting": ("Lamps", "Maintenance of columns", "New columns", "Night patrols"),
    "gardens": ("Trees", "Mowing", "Playground equipment"),
    "catering": ("Meals", "Kitchen equipment"),
    "education": ("Lessons", "Training of carers"),
    "waste": ("Disposal", "Recycling", "Bins"),
    "water": ("Pumps", "Clearing of drains", "Sandbags"),
}


class Supplier(NamedTuple):
    """A supplier: its name, its number in the register of companies, what kind it is, and its trade."""

    name: str
    number: str
    kind: str
    trade: str


def make_suppliers(rng: Generator) -> tuple[Supplier, ...]:
    """The suppliers, those of each trade in an order: the first ones get most of its money."""
    trades = list(TRADES)
    found = [
        Supplier(BRIGHTWAY, "PA-000001", "company", "lighting"),
        Supplier("Alder Water", "PA-000002", "public body", "water"),
    ]
    taken = {each.name for each in found}
    while len(found) < HOW_MANY:
        trade = trades[len(found) % len(trades)]
        charity = trade in ("care", "education") and rng.random() < 0.4
        ending = "Trust" if charity else str(rng.choice(["Ltd", "Ltd", "Ltd", "plc", "Partnership"]))
        name = f"{rng.choice(PLACES)} {rng.choice(TRADES[trade])} {ending}"
        if name not in taken:
            taken.add(name)
            kind = "charity" if charity else "company"
            found.append(Supplier(name, f"PA-{len(found) + 1:06d}", kind, trade))
    return tuple(found)
