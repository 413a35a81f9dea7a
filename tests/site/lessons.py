"""A small course for tests: a page, a quiz of three kinds of question, and a last page."""

from __future__ import annotations

from typing import Any

from openhall.site.training.content.model import Answer, Content, Kind, Page, Question, Quiz
from openhall.site.training.drafting import new_course, publish
from openhall.site.training.models import Course

CHECK = Quiz(
    "check",
    "What would you do?",
    "Three questions.",
    (
        Question(
            "May you look up a neighbour?",
            Kind.ONE,
            (Answer("Yes", False), Answer("No", True)),
            "Work is the only reason.",
        ),
        Question(
            "What is written down?",
            Kind.SEVERAL,
            (Answer("Who looked", True), Answer("When", True), Answer("The weather", False)),
        ),
        Question("In which order?", Kind.ORDER, (Answer("Receive", True), Answer("Decide", True))),
    ),
    pass_mark=100,
    attempts=3,
)
READING = Content(
    name="Reading a case",
    summary="What you may look at.",
    minutes=10,
    months=12,
    activities=("https://learn.example.org/reading-a-case",),
    parts=(
        Page("why", "Why it matters", "Residents see **who looked**.\n\n- at what\n- when"),
        CHECK,
        Page("end", "Who helps", "Ask [the office](mailto:privacy@example.org)."),
    ),
)
RIGHT = {"q0": "1", "q1": ["0", "1"], "q2_0": "0", "q2_1": "1"}
WRONG = {"q0": "0", "q1": ["0", "2"], "q2_0": "1", "q2_1": "0"}


def publish_reading(by: Any = None, content: Content = READING, **fields: Any) -> Course:
    """The course, open to be begun."""
    version = new_course(content, fields.pop("owner", None), by)
    publish(version, by, "First.")
    return version.course
