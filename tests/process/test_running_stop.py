"""A case can be ended from outside, wherever it stands."""

from datetime import UTC, datetime

from sketch import sketch

from openhall.process.rules.acts import ActKind
from openhall.process.running import Running
from openhall.process.service.text import gather_text

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TEXT = b"name: A\nsummary: B\nowner: c\nlegal basis: D\nwho may apply: E\nretention: 1 year\n"


def test_all_work_is_withdrawn_and_nothing_is_left() -> None:
    running = Running(sketch("s start\ng and\na user\nb user\ns > g\ng > a\ng > b"))
    case = running.start({}, NOW).case
    step = running.stop(case, NOW)
    assert step.case.state.ended and step.course.ended
    assert [running.model.nodes[act.node].id for act in step.acts if act.kind == ActKind.WITHDRAWN] == [
        "a",
        "b",
    ]
    assert ActKind.STOPPED in {act.kind for act in step.acts}
    assert list(running.game.moves(step.case.state)) == []


def test_a_service_says_what_its_endings_mean() -> None:
    text, faults = gather_text(TEXT + b"outcomes: {yes: approved, no: rejected}\n")
    assert text is not None and not faults and text.outcomes == {"yes": "approved", "no": "rejected"}
    _, faults = gather_text(TEXT + b"outcomes: {yes: grand}\n")
    assert faults == [
        "service.yaml, line 7: “outcomes” says that “yes” means “grand”; write approved or rejected."
    ]
