"""What the catalogue keeps in the database; the rows of datasets lie beside it."""

from openhall.site.opendata.models.choices import Licence, Rhythm, Theme
from openhall.site.opendata.models.dataset import Dataset, departments_of
from openhall.site.opendata.models.harvesting import DatasetElsewhere, HarvestRun, Portal
from openhall.site.opendata.models.noise import NoisyCounts, PrivacyAccount
from openhall.site.opendata.models.refreshing import Every, Outcome, Refresh, RefreshRun
from openhall.site.opendata.models.tokens import AppToken, Asked
from openhall.site.opendata.models.using import DatasetRequest, Follower, SavedView
from openhall.site.opendata.models.version import DatasetVersion, Decision, VersionColumn
from openhall.site.opendata.money.models import MoneyVersion

__all__ = [
    "AppToken",
    "Asked",
    "Dataset",
    "DatasetElsewhere",
    "DatasetRequest",
    "DatasetVersion",
    "Decision",
    "Every",
    "Follower",
    "HarvestRun",
    "Licence",
    "MoneyVersion",
    "NoisyCounts",
    "Outcome",
    "Portal",
    "PrivacyAccount",
    "Refresh",
    "RefreshRun",
    "Rhythm",
    "SavedView",
    "Theme",
    "VersionColumn",
    "departments_of",
]
