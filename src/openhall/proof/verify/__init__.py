"""What `openhall verify` does, without its face: a log is read through a function and nothing it says is believed."""

from openhall.proof.verify.log import MOST_ROWS, Asked, verify_log
from openhall.proof.verify.report import Finding, Kind, Report
from openhall.proof.verify.seen import Seen, read_seen

__all__ = ["MOST_ROWS", "Asked", "Finding", "Kind", "Report", "Seen", "read_seen", "verify_log"]
