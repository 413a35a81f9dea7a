"""The check of a service folder finds everything at once, and says of each where it is and how to mend it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.process.dog_licence import FILES, PROCESS, dog_licence

from openhall.process.service.check import check_model, check_service

MESSAGE_START = 'id="received" name="Received"><messageEventDefinition messageRef="m_vet"/></startEvent>'


def errors_of(**changes: tuple[str, str]) -> list[str]:
    return list(check_service(dog_licence(**changes)).errors)


def warnings_of(**changes: tuple[str, str]) -> list[str]:
    return [
        each for each in check_service(dog_licence(**changes)).warnings if not each.startswith("letters/")
    ]


def test_a_sound_service_has_no_errors_and_its_tests_are_run():
    report = check_service(dog_licence())
    assert report.errors == () and report.sound
    assert (report.run, report.passed) == (2, 2)
    assert report.soundness is not None and report.soundness.sound
    assert report.lanes == {"animals": ("check", "decide", "review")}
    assert report.warnings == (
        "letters/decision.de.md is missing: the letter is sent in “en”.",
        "letters/reminder.de.md is missing: the letter is sent in “en”.",
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"TEXT": ("form: apply\n", "form: aply\n")},
            "service.yaml, line 7: it names the form “aply”, which is not there; did you mean “apply”?",
        ),
        (
            {"TEXT": ("form: appeal,", "form: apeal,")},
            "service.yaml, line 13: it names the form “apeal”, which is not there; did you mean “appeal”?",
        ),
        (
            {"PROCESS": ('openhall:form="check"', 'openhall:form="chek"')},
            "process.bpmn: userTask “Check” (check) asks the form “chek”, which is not there; "
            "did you mean “check”?",
        ),
        (
            {"PROCESS": ('openhall:letter="reminder"', 'openhall:letter="remind"')},
            "process.bpmn: sendTask “Remind” (remind) sends the letter “remind”, which is not there; "
            "did you mean “reminder”?",
        ),
        (
            {"PROCESS": ('openhall:letter="reminder"', 'openhall:letter="late"')},
            "process.bpmn: sendTask “Remind” (remind) sends the letter “late”, which is not there; write it as "
            "letters/late.md.",
        ),
        (
            {"PROCESS": (' openhall:letter="reminder"', "")},
            "process.bpmn: sendTask “Remind” (remind) sends nothing; name its letter in openhall:letter, or its "
            "message.",
        ),
        (
            {"PROCESS": ('openhall:decision="Fee"', 'openhall:decision="Fees"')},
            "process.bpmn: businessRuleTask “Fee” (fee) asks the decision “Fees”, which is in no DMN file; "
            "did you mean “Fee”?",
        ),
        (
            {"PROCESS": ('openhall:decision="Fee" ', "")},
            "process.bpmn: businessRuleTask “Fee” (fee) names no decision; name one of a DMN file in "
            "openhall:decision.",
        ),
        (
            {"TEXT": ("decided by: [decide]", "decided by: [Decide]")},
            "service.yaml, line 11: “decided by” names “Decide”, which is no node of process.bpmn; its id is "
            "“decide”.",
        ),
        (
            {"TEXT": ("tasks: {check:", "tasks: {chekc:")},
            "service.yaml, line 11: “tasks” names “chekc”, which is no node of process.bpmn; did you mean “check”?",
        ),
        (
            {"TEXT": ("nodes: [check, vet]", "nodes: [check, vets]")},
            "service.yaml, line 16: “steps” names “vets”, which is no node of process.bpmn; did you mean “vet”?",
        ),
        (
            {"TEXT": ("tell: {register", "tell: {registr")},
            "service.yaml, line 14: “tell” names “registr”, which is no node of process.bpmn; did you mean "
            "“register”?",
        ),
        (
            {"TEXT": ("  appeal: {label", "  apeal: {label")},
            "service.yaml, line 13: process.bpmn never waits for the message “apeal”; did you mean “appeal”?",
        ),
        (
            {"TEXT": ("subject: apply.dog", "subject: apply.")},
            "service.yaml, line 9: “subject” is no FEEL: a value or a name is missing at the end (character 7).",
        ),
        (
            {"TEXT": ("[apply.dog]", "[apply.doge]")},
            "service.yaml, line 18: “apply.doge”: the form “apply” has no question “doge”; did you mean “dog”?",
        ),
        (
            {"GERMAN": ("licensed: Erteilt", "licenced: Erteilt")},
            "translations/de.yaml, line 8: “licenced” is not an end event of the process; did you mean “licensed”?",
        ),
        (
            {"GERMAN": ("pet: Ein Haustier", "cat: Ein Haustier")},
            "translations/de.yaml, line 16: “cat” is no choice of “apply.kind”; use one of “guide”, “pet”.",
        ),
        (
            {"GERMAN": ("      born: {", "      borne: {")},
            "translations/de.yaml, line 15: “borne” is no question of the form “apply”; did you mean “born”?",
        ),
        (
            {"GERMAN": ("pages: {dog:", "pages: {dogs:")},
            "translations/de.yaml, line 20: “dogs” is no page of the form “apply”; did you mean “dog”?",
        ),
        (
            {"GERMAN": ("steps: [Wir prüfen, Wir entscheiden]", "steps: [Wir prüfen]")},
            "translations/de.yaml, line 5: “steps” has 1 of the 2 entries in service.yaml; translate each of them.",
        ),
        (
            {"TEXT": ("languages: [en, de]", "languages: [en, fr]")},
            "translations/de.yaml: “de” is not among the further languages of service.yaml; add it to “languages”.",
        ),
        (
            {"PROCESS": (">decide.granted<", ">decide.granted and<")},
            "process.bpmn, line 44: sequenceFlow (f_granted) has a condition that is no FEEL (a value or a name is "
            "missing at the end (character 19)); mend it.",
        ),
        (
            {
                "PROCESS": (
                    '<userTask id="review"',
                    '<userTask id="alone" name="Alone"/><userTask id="review"',
                )
            },
            "process.bpmn, line 33: userTask “Alone” (alone) is never reached; lead a flow to it, or take it out.",
        ),
        (
            {"PROCESS": ('<endEvent id="given_up" name="Given up"/>', '<complexGateway id="given_up"/>')},
            "process.bpmn, line 20: complexGateway (given_up) is not executed; use an inclusive gateway, or a decision "
            "before an exclusive one.",
        ),
        (
            {"PROCESS": ('openhall:result="fee"', 'openhall:result="decide"')},
            "process.bpmn: businessRuleTask “Fee” (fee) keeps its result as “decide”, which is the name of a form too; "
            "name it otherwise in openhall:result.",
        ),
        (
            {"PROCESS": ('openhall:result="number"', 'openhall:result="service"')},
            "process.bpmn: serviceTask “Register” (register) names “service”, which means something else in letters; "
            "name it otherwise.",
        ),
        (
            {
                "PROCESS": (
                    '<intermediateCatchEvent id="appealed" ',
                    '<intermediateCatchEvent id="appealed" openhall:form="check" ',
                )
            },
            "service.yaml, line 13: the applicant is asked “appeal”, and “Appealed” in process.bpmn asks “check”; name "
            "the same form.",
        ),
        (
            {
                "TEXT": ("form: apply\n", "form: apply\n"),
                "PROCESS": ('id="received" name="Received"/>', MESSAGE_START),
            },
            "process.bpmn: no case can begin with the form “apply”; give the process a plain start event.",
        ),
        (
            {"FEE": ("&gt;= 10", "&gt;= ")},
            "fee.dmn: 'Fee' (id d) has the test '>=', which is no FEEL: a value or a name is missing at the end "
            "(character 3).",
        ),
        (
            {"FEE": ('<decision id="d" name="Fee">', '<decision id="d">')},
            "fee.dmn: <decision> (id d) in line 3 has no name; give it one.",
        ),
    ],
)
def test_what_is_named_and_not_there_is_an_error(changes: dict[str, tuple[str, str]], sentence: str):
    assert sentence in errors_of(**changes)


def test_faults_in_many_files_are_found_in_one_run():
    found = errors_of(
        TEXT=("summary: Keep a dog.\n", ""),
        PROCESS=('openhall:letter="decision"', 'openhall:letter="decisions"'),
        FEE=("&lt; 10", "&lt;"),
        APPLY=('"type": "number"', '"type": "numbre"'),
        DECISION=("{{ fee }}", "{{ fee"),
        GERMAN=("outcomes:", "outcome:"),
        GRANTED=("steps:", "stebs:"),
    )
    files = {each.split(":")[0].split(",")[0] for each in found}
    assert files == {
        "service.yaml",
        "process.bpmn",
        "fee.dmn",
        "forms/apply.json",
        "letters/decision.md",
        "translations/de.yaml",
        "tests/granted.yaml",
    }


def test_a_process_that_stands_still_is_told_with_the_steps_that_lead_there():
    found = errors_of(
        PROCESS=(
            '<endEvent id="refused" name="Refused"/>',
            '<endEvent id="refused" name="Refused"/><parallelGateway id="join"/><endEvent id="joined"/>'
            '<sequenceFlow id="f20" sourceRef="join" targetRef="joined"/>'
            '<sequenceFlow id="f21" sourceRef="tell" targetRef="join"/>'
            '<sequenceFlow id="f22" sourceRef="review" targetRef="join"/>',
        )
    )
    assert any(
        each.startswith("process.bpmn: After “Check”") and "the case stands still" in each for each in found
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"PROCESS": (">decide.granted<", ">decid.granted<")},
            "process.bpmn: the condition of the flow “f_granted” after “granted” uses “decid.granted”, which nothing "
            "gives; did you mean “decide”?",
        ),
        (
            {"PROCESS": (">decide.granted<", ">decide.grant<")},
            "process.bpmn: the condition of the flow “f_granted” after “granted” uses “decide.grant”, but the form "
            "“decide” has no question “grant”; did you mean “granted”?",
        ),
        (
            {"TEXT": ("name: apply.name", "name: apply.nam")},
            "service.yaml, line 8: “person.name” uses “apply.nam”, but the form “apply” has no question “nam”; "
            "did you mean “name”?",
        ),
        (
            {"TEXT": ("[apply.dog]", "[aply.dog]")},
            "service.yaml, line 18: “access.vets” uses “aply”, which nothing gives; did you mean “apply”?",
        ),
        (
            {"APPLY": ('kind = \\"guide\\"', 'kynd = \\"guide\\"')},
            "forms/apply.json: the condition of the page “school” uses “kynd”, which nothing gives; did you mean "
            "“kind”?",
        ),
        (
            {"FEE": ('name="weight"', 'name="wieght"')},
            "fee.dmn: the decision “Fee” needs “wieght”, which nothing gives; did you mean “weight”?",
        ),
        (
            {
                "APPEAL": ('"why": {', '"dog": {"title": "Which dog?", "type": "string"}, "why": {'),
                "PROCESS": (">decide.granted<", ">decide.granted and dog = null<"),
            },
            "process.bpmn: the condition of the flow “f_granted” after “granted” uses “dog”, which the forms “appeal”, "
            "“apply” ask, and the later answer counts; say which, as in appeal.dog, or call a question otherwise.",
        ),
        (
            {"FEE": ("<text>weight<", "<text>weigth<")},
            "fee.dmn: an input of the decision “Fee” uses “weigth”, which it does not require; did you mean “weight”?",
        ),
        (
            {"FEE": ("<text>16.50<", "<text>Weight + 1<")},
            "fee.dmn: rule 2 of the decision “Fee” uses “Weight”, which it does not require; did you mean “weight”?",
        ),
        (
            {"DECISION": ("number {{ number }}", "number {{ nummer }}")},
            "letters/decision.md: it uses “nummer”, which nothing gives; did you mean “number”?",
        ),
        (
            {"DECISION": ("{{ apply.dog }}", "{{ apply.doggy }}")},
            "letters/decision.md: it uses “apply.doggy”, but the form “apply” has no question “doggy”; "
            "did you mean “dog”?",
        ),
        (
            {"TEXT": ("nodes: [decide, review]", "nodes: [decide]")},
            "service.yaml, line 15: no stage has “review”; an applicant does not see that the case is there.",
        ),
        (
            {"GERMAN": ("  summary: Einen Hund halten.\n", "")},
            "translations/de.yaml: not translated is “service.summary”.",
        ),
        (
            {"TEXT": ("languages: [en, de]", "languages: [en, de, ar]")},
            "translations/ar.yaml is missing: pages in “ar” stand in “en”.",
        ),
        (
            {"PROCESS": (' openhall:result="fee"', "")},
            "process.bpmn: businessRuleTask “Fee” (fee) keeps nothing of what it finds; name it in openhall:result.",
        ),
    ],
)
def test_what_is_only_doubtful_is_a_warning(changes: dict[str, tuple[str, str]], sentence: str):
    assert sentence in check_service(dog_licence(**changes)).warnings


def test_names_that_an_expression_introduces_or_the_tests_give_are_known():
    files = dog_licence(
        PROCESS=(
            ">decide.granted<",
            ">decide.granted and healthy and (some x in [1, 2] satisfies x = fee) = false<",
        )
    )
    assert not [each for each in check_service(files).warnings if "uses" in each]


def test_files_that_nobody_uses_are_named():
    files = dog_licence() | {
        "forms/old.json": dog_licence()["forms/appeal.json"],
        "letters/old.md": dog_licence()["letters/reminder.md"],
        "old.dmn": dog_licence()["fee.dmn"].replace(b'"Fee"', b'"Old"').replace(b"urn:dogs:fee", b"urn:old"),
        "notes.txt": b"",
        "forms/deep/x.json": b"{}",
        "README.md": b"# Dogs",
    }
    found = [
        each.split(":")[0]
        for each in check_service(files).warnings
        if not each.startswith("letters/decision")
    ]
    assert set(found) >= {"forms/old.json", "letters/old.md", "old.dmn", "notes.txt", "forms/deep/x.json"}
    assert "README.md" not in found


def test_a_folder_without_anything_says_what_it_needs():
    assert list(check_service({}).errors) == [
        "The folder has no service.yaml; say there what the service is called and who owns it.",
        "The folder has no process.bpmn; put the process there.",
    ]


def test_a_model_alone_is_checked_without_what_its_work_asks_for():
    report = check_model(PROCESS.encode(), "dogs.bpmn")
    assert report.sound and report.soundness is not None
    broken = PROCESS.replace('<eventBasedGateway id="race"/>', '<complexGateway id="race"/>').encode()
    assert (
        "dogs.bpmn, line 28: complexGateway (race) is not executed"
        in check_model(broken, "dogs.bpmn").errors[0]
    )
    assert check_model(b"nothing", "dogs.bpmn").errors[0].startswith("dogs.bpmn")


SLIPS = [
    b"",
    b'"',
    b"{",
    b"]",
    b": ",
    b"\n",
    b"<",
    b"/>",
    b"&",
    b"null",
    b"1e999",
    b"\x00",
    b"\xff",
    b"{{",
    b"*a",
    b"= x",
]
HANGING = "count(for a in 1..1000000000, b in 1..1000000000 return a)"
NESTED = "(" * 5_000 + "1" + ")" * 5_000


@pytest.mark.parametrize(
    "changes",
    [
        {"PROCESS": (">decide.granted<", f">{HANGING} > 1<")},
        {"PROCESS": (">decide.granted<", f">{NESTED} = 1<")},
        {"PROCESS": (">decide.granted<", ">" + "1 + " * 50_000 + "1 = 1<")},
        {"FEE": ("<text>16.50</text>", f"<text>{HANGING}</text>")},
        {"GRANTED": ("= 25 / 2", f"'= {HANGING}'")},
        {"GRANTED": ("number + 1: 8", f'"{HANGING}": 8')},
        {"GRANTED": ("weight: 12.5", f"weight: '= {HANGING}'")},
        {"DECISION": ("{{ number }}", f"{{{{ {HANGING} }}}}")},
        {
            "DECISION": (
                "{{ number }}",
                "{{#for a in 1..100000000}}{{#for b in 1..100000000}}x{{/for}}{{/for}}",
            )
        },
        {"TEXT": ("subject: apply.dog", f"subject: '{HANGING}'")},
        {"TEXT": ("name: apply.name", f"name: '{HANGING}'")},
        {"PROCESS": ("R2/P7D", "R/PT1S"), "APPEALED": ("wait: 20 days", "wait: 99 years")},
        {"PROCESS": ("R2/P7D", "R/PT0S")},
        {
            "PROCESS": (
                'sourceRef="received" targetRef="check"',
                'sourceRef="received" targetRef="g"/><exclusiveGateway id="g"/><scriptTask id="s" openhall:result="n">'
                "<script>count(for x in 1..90000 return x)</script></scriptTask>"
                '<sequenceFlow id="fs" sourceRef="g" targetRef="s"/>'
                '<sequenceFlow id="fg" sourceRef="s" targetRef="g2"/><exclusiveGateway id="g2" default="fd"/>'
                '<sequenceFlow id="fb" sourceRef="g2" targetRef="g"><conditionExpression>true</conditionExpression>'
                '</sequenceFlow><sequenceFlow id="fd" sourceRef="g2" targetRef="check"',
            )
        },
    ],
)
def test_a_service_that_would_hang_is_told_of_soon(changes: dict[str, tuple[str, str]]):
    # One that hangs ends at the time limit of the tests.
    assert not check_service(dog_licence(**changes)).sound


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(sorted(FILES.values())), st.integers(0, 5_000), st.integers(0, 60), st.sampled_from(SLIPS)
)
def test_whatever_is_changed_in_a_file_the_check_says_what_it_finds(
    file: str, place: int, gone: int, put: bytes
):
    data = dog_licence()[file]
    place %= len(data) + 1
    report = check_service(dog_licence() | {file: data[:place] + put + data[place + gone :]})
    assert all(sentence and "\n" not in sentence for sentence in (*report.errors, *report.warnings))


def test_files_that_are_no_text_at_all_are_refused_one_by_one():
    files = {name: b"\xff\xfe\x00" + data[:50] for name, data in dog_licence().items()}
    found = check_service(files).errors
    assert [name for name in files if not any(each.startswith(name) for each in found)] == []


def test_a_model_with_very_many_branches_gets_no_verdict_and_soon():
    branches = "".join(
        f'<userTask id="a{k}"/><receiveTask id="b{k}"/><sequenceFlow id="f{k}" sourceRef="p" targetRef="a{k}"/>'
        f'<sequenceFlow id="g{k}" sourceRef="a{k}" targetRef="b{k}"/><sequenceFlow id="h{k}" sourceRef="b{k}" '
        'targetRef="q"/>'
        for k in range(400)
    )
    model = (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="urn:x">'
        '<process id="x" isExecutable="true"><startEvent id="s"/><parallelGateway id="p"/><parallelGateway id="q"/>'
        '<endEvent id="e"/><sequenceFlow id="fs" sourceRef="s" targetRef="p"/>'
        f'<sequenceFlow id="fe" sourceRef="q" targetRef="e"/>{branches}</process></definitions>'
    )
    found = check_model(model.encode(), "wide.bpmn").errors
    assert len(found) == 1 and "too many states to check" in found[0]
