"""What to change in a process, in order of the days lost: each kind of finding is a module here."""

from openhall.mining.findings.claim import Claim, Finding, Findings, gaps, settle
from openhall.mining.findings.find import ALL, find
from openhall.mining.findings.limits import Limit

__all__ = ["ALL", "Claim", "Finding", "Findings", "Limit", "find", "gaps", "settle"]
