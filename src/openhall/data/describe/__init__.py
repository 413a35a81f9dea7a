"""Descriptions of datasets for other catalogues and programs, written and read back."""

from openhall.data.describe.croissant import croissant, croissant_text
from openhall.data.describe.croissant_rules import check_croissant
from openhall.data.describe.dcat_ap import Serialisation, dcat_ap, dcat_ap_text
from openhall.data.describe.dcat_us import dcat_us, dcat_us_text
from openhall.data.describe.dictionary import Entry, dictionary, dictionary_csv
from openhall.data.describe.harvest import (
    Harvest,
    UnreadableCatalogue,
    comparable,
    read_ckan,
    read_data_json,
    read_dcat,
)

__all__ = [
    "Entry",
    "Harvest",
    "Serialisation",
    "UnreadableCatalogue",
    "check_croissant",
    "comparable",
    "croissant",
    "croissant_text",
    "dcat_ap",
    "dcat_ap_text",
    "dcat_us",
    "dcat_us_text",
    "dictionary",
    "dictionary_csv",
    "read_ckan",
    "read_data_json",
    "read_dcat",
]
