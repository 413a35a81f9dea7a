"""Catalogues of other portals, read into descriptions of datasets."""

from openhall.data.describe.harvest.ckan import read_ckan
from openhall.data.describe.harvest.data_json import read_data_json
from openhall.data.describe.harvest.dcat import read_dcat
from openhall.data.describe.harvest.harvested import Harvest, UnreadableCatalogue, comparable

__all__ = ["Harvest", "UnreadableCatalogue", "comparable", "read_ckan", "read_data_json", "read_dcat"]
