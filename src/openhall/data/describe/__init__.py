"""Descriptions of datasets for other catalogues and programs, written and read back."""

from openhall.data.describe.dcat_ap import Serialisation, dcat_ap, dcat_ap_text
from openhall.data.describe.dcat_us import dcat_us, dcat_us_text
from openhall.data.describe.harvest import (
    Harvest,
    UnreadableCatalogue,
    comparable,
    read_ckan,
    read_data_json,
    read_dcat,
)

__all__ = [
    "Harvest",
    "Serialisation",
    "UnreadableCatalogue",
    "comparable",
    "dcat_ap",
    "dcat_ap_text",
    "dcat_us",
    "dcat_us_text",
    "read_ckan",
    "read_data_json",
    "read_dcat",
]
