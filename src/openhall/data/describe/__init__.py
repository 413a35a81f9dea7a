"""Descriptions of datasets for other catalogues and programs, written and read back."""

from openhall.data.describe.dcat_ap import Serialisation, dcat_ap, dcat_ap_text
from openhall.data.describe.harvest import Harvest, UnreadableCatalogue, comparable, read_dcat

__all__ = [
    "Harvest",
    "Serialisation",
    "UnreadableCatalogue",
    "comparable",
    "dcat_ap",
    "dcat_ap_text",
    "read_dcat",
]
