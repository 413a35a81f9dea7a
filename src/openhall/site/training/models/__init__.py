"""What training keeps: courses and their versions, who learns what, certificates, what other systems told, needs."""

from openhall.site.training.models.badges import Badge, IssuerKey
from openhall.site.training.models.courses import Course, CourseVersion, Package, Requirement
from openhall.site.training.models.learning import Attempt, Completion, Done, Enrolment, Overruled, Reminded
from openhall.site.training.models.needs import Proposal
from openhall.site.training.models.statements import Statement

__all__ = [
    "Attempt",
    "Badge",
    "Completion",
    "Course",
    "CourseVersion",
    "Done",
    "Enrolment",
    "IssuerKey",
    "Overruled",
    "Package",
    "Proposal",
    "Reminded",
    "Requirement",
    "Statement",
]
