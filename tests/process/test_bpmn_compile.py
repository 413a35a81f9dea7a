"""A BPMN file becomes the model that is executed; what is not executed is refused by name, all of it at once."""

import pytest

from openhall.process.bpmn.compile import compile_model, refusals
from openhall.process.bpmn.document import read_document, write_document
from openhall.process.errors import BadModel
from openhall.process.model import EventKind, LoopKind, Model, NodeKind
from openhall.process.soundness import check_soundness


def file(body: str, around: str = "") -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
    <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:openhall="urn:openhall:bpmn:1"
      xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="urn:city">
      {around}<process id="p" isExecutable="true">{body}</process></definitions>""".encode()


def compiled(body: str, around: str = "") -> Model:
    return compile_model(read_document(file(body, around)))


def flow(source: str, target: str, condition: str = "") -> str:
    inner = (
        f'<conditionExpression xsi:type="tFormalExpression">{condition}</conditionExpression>'
        if condition
        else ""
    )
    return f'<sequenceFlow id="{source}-{target}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>'


PERMIT = (
    '<startEvent id="s"/><userTask id="check" name="Check plans" openhall:form="check"/>'
    '<exclusiveGateway id="g" default="g-no"/>'
    '<businessRuleTask id="fee" openhall:decision="Fee" openhall:result="fee"/>'
    '<endEvent id="yes"/><endEvent id="no"/>'
    + flow("s", "check")
    + flow("check", "g")
    + flow("g", "fee", "check.fits = true")
    + flow("g", "no")
    + flow("fee", "yes")
)


def test_a_process_becomes_nodes_and_flows():
    model = compiled(PERMIT)
    nodes = {node.id: node for node in model.nodes}
    assert [node.kind for node in model.nodes][:3] == [NodeKind.PROCESS, NodeKind.START, NodeKind.USER]
    assert nodes["check"].name == "Check plans" and nodes["check"].work.form == "check"
    assert nodes["fee"].work.decision == "Fee" and nodes["fee"].work.result == "fee"
    assert [flow.condition for flow in model.flows].count("check.fits = true") == 1
    assert model.flows[nodes["g"].default].id == "g-no"
    assert check_soundness(model).sound


def test_pools_and_lanes_say_who_does_it():
    around = '<collaboration id="c"><participant id="a" name="City" processRef="p"/></collaboration>'
    lanes = (
        '<laneSet id="l"><lane id="l1" name="Planning"><flowNodeRef>t</flowNodeRef><childLaneSet id="m">'
        '<lane id="l2" name="Officer"><flowNodeRef>t</flowNodeRef></lane></childLaneSet></lane></laneSet>'
    )
    model = compiled(f'{lanes}<task id="t"/>', around)
    assert model.nodes[model.place_of["t"]].lane == ("City", "Planning", "Officer")


def test_events_loops_and_compensation_are_read():
    body = (
        '<task id="t"><multiInstanceLoopCharacteristics isSequential="true"><loopCardinality>3</loopCardinality>'
        "<completionCondition>enough</completionCondition></multiInstanceLoopCharacteristics></task>"
        '<boundaryEvent id="b" attachedToRef="t" cancelActivity="false"><timerEventDefinition><timeDuration>P7D'
        '</timeDuration></timerEventDefinition></boundaryEvent><task id="remind"/>'
        '<boundaryEvent id="c" attachedToRef="t"><compensateEventDefinition/></boundaryEvent>'
        '<task id="undo" isForCompensation="true"/><association id="x" sourceRef="c" targetRef="undo"/>'
        + flow("b", "remind")
    )
    model = compiled(body)
    nodes = {node.id: node for node in model.nodes}
    loop, timer = nodes["t"].loop, nodes["b"].event.timer
    assert loop is not None and (loop.kind, loop.count, loop.condition) == (
        LoopKind.SEQUENTIAL,
        "3",
        "enough",
    )
    assert timer is not None and timer.text == "P7D" and not nodes["b"].interrupting
    assert nodes["t"].handler == model.place_of["undo"] and nodes["undo"].compensates


def test_messages_between_pools_start_and_answer():
    around = (
        '<message id="m" name="order"/><collaboration id="c"><participant id="a" processRef="p"/>'
        '<participant id="b" processRef="q"/><messageFlow id="f" sourceRef="send" targetRef="got"/></collaboration>'
        '<process id="q" isExecutable="true"><startEvent id="got"><messageEventDefinition messageRef="m"/></startEvent>'
        '<task id="pack"/><sequenceFlow id="w" sourceRef="got" targetRef="pack"/></process>'
    )
    model = compiled('<startEvent id="s"/><sendTask id="send" messageRef="m"/>' + flow("s", "send"), around)
    assert model.nodes[model.processes[0]].id == "p"
    (message,) = model.message_flows
    assert (model.nodes[message.source].id, model.nodes[message.target].id) == ("send", "got")
    assert model.nodes[message.target].event.kind == EventKind.MESSAGE and check_soundness(model).sound


def test_a_link_is_a_flow_that_is_not_drawn():
    body = (
        '<startEvent id="s"/><intermediateThrowEvent id="out" name="A"><linkEventDefinition name="A"/>'
        '</intermediateThrowEvent><intermediateCatchEvent id="in" name="A"><linkEventDefinition name="A"/>'
        '</intermediateCatchEvent><task id="t"/>' + flow("s", "out") + flow("in", "t")
    )
    assert check_soundness(compiled(body)).sound


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ('<complexGateway id="x" name="Odd"/>', "complexGateway “Odd” (x) is not executed"),
        ('<adHocSubProcess id="x"/>', "adHocSubProcess (x) is not executed"),
        ('<transaction id="x"/>', "transaction (x) is not executed"),
        ('<scriptTask id="x" scriptFormat="python"><script>1</script></scriptTask>', "in the language “python”"),
        ('<scriptTask id="x"><script>1 +</script></scriptTask>', "(x) has a script that is no FEEL"),
        (
            '<startEvent id="x"><conditionalEventDefinition><condition>a</condition></conditionalEventDefinition>'
            "</startEvent>",
            "(x) waits for a condition, which is not executed",
        ),
        ('<callActivity id="x" calledElement="gone"/>', "calls “gone”, which is no process of this file"),
        ('<callActivity id="x" calledElement="p"/>', "(p) calls itself"),
        ('<boundaryEvent id="x" attachedToRef="gone"><signalEventDefinition/></boundaryEvent>', "sits on no activity"),
        ('<startEvent id="s"/><task id="x" name="Lost"/>', "task “Lost” (x) is never reached"),
        ('<task id="x"/>' + flow("x", "gone"), "names “gone” as its targetRef"),
        ('<eventBasedGateway id="x"/><task id="t"/>' + flow("x", "t"), "leads to “t”, which is no event"),
        (
            '<exclusiveGateway id="x"/><task id="t"/><task id="u"/>' + flow("x", "t", "a") + flow("x", "u"),
            "has the flow x-u without a condition",
        ),
        ('<task id="x"><standardLoopCharacteristics/></task>', "(x) loops without end"),
    ],
)  # fmt: skip
def test_what_is_not_executed_is_refused_by_name(body: str, sentence: str):
    with pytest.raises(BadModel) as error:
        compiled(body)
    assert sentence in str(error.value)


def test_all_that_stands_against_a_model_is_told_at_once():
    found = refusals(read_document(file('<complexGateway id="x"/><adHocSubProcess id="y"/><task id="z"/>')))
    assert [refusal.id for refusal in found] == ["x", "y"]
    assert all(refusal.mend for refusal in found)


def test_a_file_is_written_as_it_was_read():
    document = read_document(file(PERMIT))
    again = read_document(write_document(document))
    assert compile_model(again).nodes == compile_model(document).nodes


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", "DOCTYPE"),
        (b"<definitions/>", "is no BPMN 2.0"),
        (b"no xml", "The model"),
        (b"<a>" * 500 + b"</a>" * 500, "deep"),
    ],
)
def test_what_is_no_bpmn_is_refused_in_one_sentence(data: bytes, sentence: str):
    with pytest.raises(BadModel, match=sentence) as error:
        read_document(data)
    assert "\n" not in str(error.value)
