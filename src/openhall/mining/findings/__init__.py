"""What to change in a process, in order of the days lost: each kind of finding is a module here."""

from openhall.mining.findings.claim import Claim, Finding, Findings, gaps, settle

__all__ = ["Claim", "Finding", "Findings", "gaps", "settle"]
