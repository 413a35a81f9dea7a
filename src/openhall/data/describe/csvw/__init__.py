"""CSV on the Web: metadata for the CSV files that are published, and tables held to the metadata they come with."""

from openhall.data.describe.csvw.model import Findings
from openhall.data.describe.csvw.validate import validate_csv, validate_metadata
from openhall.data.describe.csvw.write import csvw, csvw_text

__all__ = ["Findings", "csvw", "csvw_text", "validate_csv", "validate_metadata"]
