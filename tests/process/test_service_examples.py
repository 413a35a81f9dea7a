"""Examples run on the rules that run real cases: time passes, timers fire, and what differs is said."""

import pytest
from tests.process.dog_licence import dog_licence

from openhall.process.service.clocks import Deadline
from openhall.process.service.differences import run_example
from openhall.process.service.example import Example, Expected, read_example
from openhall.process.service.folder import ServiceFolder, read_service

APPLY = "apply: {dog: Rex, weight: 12.5, kind: pet, name: Ada Alder, email: ada@example.org}"


@pytest.fixture(scope="module")
def folder() -> ServiceFolder:
    return read_service(dog_licence())


def example(steps: str, expect: str, given: str = APPLY) -> Example:
    text = f"case: x\ngiven: {{{given}}}\nsteps: [{steps}]\nexpect: {{{expect}}}\n"
    found, wrong = read_example(text.encode(), "tests/x.yaml")
    assert found is not None and wrong == []
    return found


CHECKED = "{do: check, gives: {check: {complete: true}}}, {do: vet}"
REFUSED = CHECKED + ", {do: decide, gives: {decide: {granted: false}}}"


def test_a_case_begins_with_the_form_and_stops_where_people_work(folder: ServiceFolder):
    assert run_example(folder, example("", "steps: [received], open: [check], letters: []")) == []


def test_timers_fire_in_their_order_when_time_passes_them(folder: ServiceFolder):
    steps = "{wait: 6 days}, {wait: 1 day}, {wait: 6 days}, {wait: 2 days}, {wait: 10 weeks}"
    assert run_example(folder, example(steps, "letters: [reminder, reminder], open: [check]")) == []
    assert run_example(folder, example("{wait: 6 days}", "letters: []")) == []


def test_a_timer_is_withdrawn_with_the_work_that_it_watches(folder: ServiceFolder):
    assert run_example(folder, example(CHECKED + ", {wait: 20 days}", "letters: [], open: [decide]")) == []


def test_time_ends_a_case_that_waits_for_a_message(folder: ServiceFolder):
    done = run_example(folder, example(REFUSED + ", {wait: 28 days}", "outcome: refused, open: []"))
    assert done == []


def test_work_may_fail_with_an_error_that_the_process_catches(folder: ServiceFolder):
    steps = "{do: check, fails: LOST}"
    assert run_example(folder, example(steps, "steps: [received, lost, given_up], outcome: given_up")) == []
    assert run_example(folder, example("{happens: LOST}", "outcome: given_up")) == []


def test_answers_of_calls_and_partners_are_taken(folder: ServiceFolder):
    steps = CHECKED + ", {do: decide, gives: {decide: {granted: true}}}, {do: register, gives: {number: 7}}"
    assert run_example(folder, example(steps, "values: {number: 7, fee: 16.50, decide.granted: true}")) == []


@pytest.mark.parametrize(
    ("steps", "expect", "sentence"),
    [
        (
            "{do: decide}",
            "open: []",
            "tests/x.yaml, line 3: “decide” cannot be done: open is “check”, waited for is “LOST”, timers run for "
            "“late”.",
        ),
        (
            "{happens: appeal, gives: {appeal: {why: x}}}",
            "open: []",
            "tests/x.yaml, line 3: “appeal” cannot happen: open is “check”, waited for is “LOST”, timers run for "
            "“late”.",
        ),
        (
            "{do: check, gives: {check: {complete: perhaps}}}",
            "open: []",
            "tests/x.yaml, line 3: “check.complete”: Choose yes or no for “Is it complete?”.",
        ),
        (
            "{do: check, gives: {check: {compleet: true}}}",
            "open: []",
            "tests/x.yaml, line 3: The form “check” has no question “compleet”; did you mean “complete”?",
        ),
        (
            "{do: check}",
            "open: []",
            "tests/x.yaml, line 3: “check.complete”: Choose an answer to “Is it complete?”.",
        ),
        (
            "{do: check, gives: {chek: {complete: true}}}",
            "open: []",
            "tests/x.yaml, line 3: “chek” is given at “check”, which asks the form “check”; did you mean “check”?",
        ),
        (
            "{do: vet, fails: LOST}",
            "open: []",
            "tests/x.yaml, line 3: “vet” cannot be done: open is “check”, waited for is “LOST”, timers run for “late”.",
        ),
        (
            REFUSED + ", {wait: 30 days}, {do: review}",
            "open: []",
            "tests/x.yaml, line 3: “review” cannot be done: the case has ended.",
        ),
        (
            "",
            "steps: [received, check]",
            "tests/x.yaml, line 4: expected the steps “received” → “check”, but after “Received” (received) came "
            "nothing more: open is “check”, waited for is “LOST”, timers run for “late”.",
        ),
        (
            CHECKED,
            "steps: [received, vet, fee]",
            "tests/x.yaml, line 4: expected the steps “received” → “vet” → “fee”, but after “Received” (received) came "
            "“Check” (check) instead of “Vet” (vet).",
        ),
        (
            CHECKED,
            "steps: [received, check, vet]",
            "tests/x.yaml, line 4: expected the steps “received” → “check” → “vet”, but after “Vet” (vet) came “Fee” "
            "(fee) as well.",
        ),
        (CHECKED, "values: {fee: 8}", "tests/x.yaml, line 4: expected “fee” to be “8”, but it is “16.5”."),
        (CHECKED, "values: {fees: 8}", "tests/x.yaml, line 4: expected “fees” to be “8”, but it is null."),
        (
            "{wait: 7 days}",
            "letters: [decision]",
            "tests/x.yaml, line 4: expected “decision”, but sent was “reminder”.",
        ),
        (
            "",
            "outcome: refused",
            "tests/x.yaml, line 4: expected the outcome “refused”, but no end was reached.",
        ),
        (
            "",
            "open: [decide]",
            "tests/x.yaml, line 4: expected “decide” to be open, but open is “check”, waited for is “LOST”, timers run "
            "for “late”.",
        ),
    ],
)
def test_what_differs_is_said_with_what_is_so_instead(
    folder: ServiceFolder, steps: str, expect: str, sentence: str
):
    assert run_example(folder, example(steps, expect)) == [sentence]


def test_answers_that_are_missing_or_not_asked_of_this_case_are_named(folder: ServiceFolder):
    given = "apply: {dog: Rex, weight: -2, kind: pet, school: Quay, name: Ada, email: no}"
    assert run_example(folder, example("", "open: [check]", given)) == [
        "tests/x.yaml, line 2: “apply.weight”: “How heavy is it?” must be 0 or more.",
        "tests/x.yaml, line 2: “apply.email”: “E-mail address” must look like name@example.org.",
    ]
    asked = "apply: {dog: Rex, weight: 2, kind: pet, school: Quay, name: Ada, email: a@example.org}"
    assert run_example(folder, example("", "open: [check]", asked)) == [
        "tests/x.yaml, line 2: “apply.school” is not asked of this case; take it out."
    ]
    assert run_example(folder, example("", "open: [check]", "aply: {dog: Rex}")) == [
        "tests/x.yaml, line 2: “aply” is given at the beginning, which asks the form “apply”; did you mean “apply”?"
    ]


def test_an_applicant_may_send_a_message_only_until_its_time_is_over():
    later = read_service(dog_licence(TEXT=("until: 28 days", "until: 5 working days")))
    appeal = "{happens: appeal, gives: {appeal: {why: x}}}"
    assert run_example(later, example(f"{REFUSED}, {{wait: 7 days}}, {appeal}", "open: [review]")) == []
    assert run_example(later, example(f"{REFUSED}, {{wait: 8 days}}, {appeal}", "open: [review]")) == [
        "tests/x.yaml, line 3: “appeal” cannot happen any more: the applicant may send it until 2026-03-09, "
        "5 working days after the decision, and it is 2026-03-10."
    ]


def test_a_case_may_begin_by_a_message():
    start = (
        '<startEvent id="received" name="Received"><messageEventDefinition messageRef="m_vet"/></startEvent>'
    )
    files = dog_licence(
        TEXT=("form: apply\n", ""),
        PROCESS=('<startEvent id="received" name="Received"/>', start),
    )
    folder = read_service(files)
    begun = Example("tests/x.yaml", "", {"dog": "Rex"}, (), Expected(open=("check",)), 2, "vet report")
    assert run_example(folder, begun) == []
    plain = example("", "open: [check]", "dog: Rex")
    assert run_example(folder, plain) == [
        "tests/x.yaml, line 2: The case cannot begin plainly; say “begins: NAME” with one of “vet report”."
    ]
    wrong, _ = read_example(b"begins: vet repot\nexpect: {}\n", "tests/x.yaml")
    assert wrong is not None
    assert run_example(folder, wrong) == [
        "tests/x.yaml, line 1: “vet repot” begins no case; did you mean “vet report”?"
    ]


def test_several_instances_are_done_one_after_the_other_the_oldest_first():
    several = (
        '<userTask id="check" name="Check" openhall:form="check"><multiInstanceLoopCharacteristics>'
        "<loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics></userTask>"
    )
    folder = read_service(
        dog_licence(PROCESS=('<userTask id="check" name="Check" openhall:form="check"/>', several))
    )
    once = "{do: check, gives: {check: {complete: true}}}"
    assert run_example(folder, example(once, "open: [check], steps: [received, check]")) == []
    assert (
        run_example(folder, example(f"{once}, {once}", "open: [vet], steps: [received, check, check]")) == []
    )


def test_a_case_that_finds_no_way_out_says_where():
    files = dog_licence(
        PROCESS=(
            '<exclusiveGateway id="granted" default="f_refused"/>',
            '<inclusiveGateway id="granted" name="Which"/>',
        )
    )
    changed = files["process.bpmn"].replace(
        b'<sequenceFlow id="f_refused" sourceRef="granted" targetRef="race"/>',
        b'<sequenceFlow id="f_refused" sourceRef="granted" targetRef="race"><conditionExpression>false'
        b"</conditionExpression></sequenceFlow>",
    )
    done = run_example(read_service(files | {"process.bpmn": changed}), example(REFUSED, "open: []"))
    assert done[0].startswith("tests/x.yaml, line 3: None of the conditions after “Which” holds")


def test_a_letter_that_cannot_be_written_is_found_in_the_language_it_is_in():
    hanging = b"{{ count(for a in 1..100000, b in 1..100000 return a) }}"
    files = dog_licence() | {"letters/reminder.de.md": b"---\nsubject: Zu langsam\n---\n" + hanging}
    done = run_example(read_service(files), example("{wait: 7 days}", "letters: [reminder]"))
    assert len(done) == 1 and done[0].startswith(
        "tests/x.yaml: the letter “reminder” (de) cannot be written:"
    )


def test_an_example_ends_when_its_time_is_over(folder: ServiceFolder):
    done = run_example(folder, example(CHECKED, "open: []"), Deadline(-1))
    assert len(done) == 1 and "takes more than -1 seconds" in done[0]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("expect: {}\nsteps: [{do: a, wait: 3 days}]", "line 2: a step is one of"),
        ("expect: {}\nsteps: [{wait: soon}]", "line 2: “steps.wait”: “soon” is no span of time"),
        ("expect: {}\nsteps: [{wait: 1 day, gives: {a: 1}}]", "line 2: time gives nothing"),
        ("expect: {}\nsteps: [{happens: a, fails: b}]", "line 2: only work fails"),
        ("expect: {step: [a]}", "line 1: “step” is not known in “expect”; did you mean “steps”?"),
        ("case: x", "“expect” is missing; add it"),
        ("expect: {open: []}\nsteps: [" + "{wait: 1 day}, " * 501 + "]", "more than 500 steps"),
    ],
)
def test_an_example_that_cannot_be_read_says_where(text: str, sentence: str):
    _, wrong = read_example(text.encode(), "tests/x.yaml")
    assert any(sentence in each for each in wrong), wrong
