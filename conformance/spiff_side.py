"""Run by the peer's Python only: SpiffWorkflow plays models by the same schedules, one line of JSON a model.

Standard input has a list of models: `{"name", "dialect", "file", "others", "decisions", "process", "collaboration",
"data", "pools", "inside"}`. Nothing of a task's work is done: services, decisions and, where the play answers the
choices itself, scripts and conditions. What tasks take and leave of data is left out on both sides; a case has one
context.
"""

import json
import re
import signal
import sys
import warnings
from pathlib import Path

from lxml import etree
from SpiffWorkflow.bpmn import BpmnEvent, BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.parser.node_parser import NodeParser
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.specs.data_spec import BpmnDataStoreSpecification
from SpiffWorkflow.bpmn.specs.event_definitions import timer
from SpiffWorkflow.bpmn.specs.event_definitions.item_aware_event import CodeEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.simple import CancelEventDefinition, NoneEventDefinition
from SpiffWorkflow.bpmn.specs.mixins import (
    BpmnSpecMixin,
    EventBasedGatewayMixin,
    ScriptTaskMixin,
    ServiceTaskMixin,
    StandardLoopTaskMixin,
)
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent, ThrowingEvent
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask, MultiInstanceTask
from SpiffWorkflow.bpmn.specs.mixins.script_task import ScriptEngineTask
from SpiffWorkflow.camunda.parser import CamundaParser
from SpiffWorkflow.camunda.specs.event_definitions import MessageEventDefinition as CamundaMessage
from SpiffWorkflow.dmn.parser import BpmnDmnParser
from SpiffWorkflow.dmn.specs import BusinessRuleTaskMixin
from SpiffWorkflow.spiff.parser import SpiffBpmnParser
from SpiffWorkflow.spiff.specs.mixins import service_task as spiff_services
from SpiffWorkflow.task import TaskState

import spiff_schedule as schedules

DIALECTS = {
    "bpmn": (BpmnDmnParser, CamundaParser),
    "camunda": (CamundaParser,),
    "spiff": (SpiffBpmnParser,),
}
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
NOT_FROM_OUTSIDE = (NoneEventDefinition, CodeEventDefinition, CancelEventDefinition)
COLLABORATION = "all pools"
SECONDS = 10


def event_of(definition):
    """An event that carries nothing."""
    return BpmnEvent(definition, payload={"payload": None})


class AnyStore(dict):
    """Data stores of any name, which keep nothing."""

    def __contains__(self, name):
        return True

    def __missing__(self, name):
        return BpmnDataStoreSpecification


BpmnParser.DATA_STORE_CLASSES = AnyStore()
find_condition = NodeParser.parse_condition


def asked_condition(parser, flow):
    """A condition of which the engine is told the flow as well, so that the play can answer for it."""
    text = find_condition(parser, flow)
    return None if text is None else f"flow {flow.get('id')} {text}"


NodeParser.parse_condition = asked_condition
# A timer fires when the play says so.
for kind in (timer.TimeDateEventDefinition, timer.DurationTimerEventDefinition):
    kind.has_fired = lambda definition, task: task._get_internal_data("event_fired", False)
timer.CycleTimerEventDefinition.cycle_complete = lambda definition, task: task.internal_data.pop(
    "cycle", False
)
# Work is done by the play; so is what services and decisions do, and what messages carry.
BusinessRuleTaskMixin._run_hook = lambda spec, task: True
ServiceTaskMixin._execute = spiff_services.ServiceTask._execute = lambda spec, task: True
CamundaMessage.throw = lambda definition, task: task.workflow.top_workflow.catch(event_of(definition))


class Refused(Exception):
    """SpiffWorkflow does not take the model."""


class TooLong(BaseException):
    """SpiffWorkflow does not come to an end. No handler of its own stops this one."""


class Engine(PythonScriptEngine):
    """Answers conditions from the case's one context, or from the schedule."""

    def __init__(self, unit, schedule, gateways):
        super().__init__()
        self.data, self.schedule, self.gateways = unit["data"], schedule, gateways
        self.context = {}
        self.visits, self.counts = {}, {}

    def evaluate(self, task, expression, external_context=None):
        if self.data:
            text = expression.split(" ", 2)[2] if expression.startswith("flow ") else expression
            return self.environment.evaluate(text, self.context)
        what, name, *_ = expression.split(" ")
        if what == "flow":
            return self.takes(task, name)
        done = len(task.internal_data.get("merged", ()) or task.parent.internal_data.get("merged", ()))
        if what == "instances":
            return schedules.instances(self.schedule, name)
        return (schedules.again if what == "again" else schedules.enough)(self.schedule, name, done)

    def takes(self, task, flow):
        kind, asked, default = self.gateways[task.task_spec.bpmn_id]
        gateway = path(task, task.task_spec.bpmn_id)
        if task.id not in self.visits:
            self.counts[gateway] = self.counts.get(gateway, -1) + 1
            self.visits[task.id] = self.counts[gateway]
        visit = self.visits[task.id]
        if kind == "exclusiveGateway":
            return flow == schedules.flow_taken(self.schedule, gateway, visit, {*asked, default} - {None})
        return flow in schedules.flows_taken(self.schedule, gateway, visit, asked, default is not None)

    def execute(self, task, script, external_context=None):
        if self.data and isinstance(task.task_spec, ScriptTaskMixin) and script == task.task_spec.script:
            self.environment.execute(script, self.context)
        return True


def read(unit):
    """The model's specification, and those of all that it calls."""
    error = None
    for parser_class in DIALECTS[unit["dialect"]]:
        try:
            parser = parser_class()
            # Decisions first: tasks that ask them look for them as they are read.
            for file in unit["decisions"]:
                parser.add_dmn_file(file)
            for file in (unit["file"], *unit["others"]):
                with Path(file).open("rb") as opened:
                    parser.add_bpmn_io(opened, file)
            if unit["collaboration"]:
                found = parser.get_collaboration(unit["collaboration"])
                found[0].name = COLLABORATION
            else:
                found = parser.get_spec(unit["process"]), parser.get_subprocess_specs(unit["process"])
            BpmnWorkflow(*found)
            return found
        except Exception as refused:
            error = refused
    text = " ".join(str(error).split()).rstrip(".").replace(str(Path(unit["file"]).parent) + "/", "")
    if isinstance(error, (KeyError, AttributeError)):
        text = f"{type(error).__name__}: {text}"
    raise Refused(re.sub(r" at 0x[0-9a-f]+", "", text))


def gateways_of(unit):
    """For each node: its kind, its flows with conditions, its default."""
    found = {}
    for file in (unit["file"], *unit["others"]):
        root = etree.parse(file)
        nodes = {each.get("id"): each for process in root.iter(f"{BPMN}process") for each in process.iter()}
        for flow in root.iter(f"{BPMN}sequenceFlow"):
            source = nodes.get(flow.get("sourceRef"))
            if source is None:
                continue
            _, asked, default = found.setdefault(
                source.get("id"), (etree.QName(source).localname, [], source.get("default"))
            )
            if flow.get("id") != default:
                asked.append(flow.get("id"))
    return found


def plain(specs, data):
    """Take out of specifications what tasks take and leave of data, and let the play answer."""
    for spec in specs:
        spec.io_specification = None
        spec.data_objects = {}
        for task in spec.task_specs.values():
            task.io_specification = None
            task.data_input_associations = []
            task.data_output_associations = []
            if isinstance(task, (ScriptEngineTask, BusinessRuleTaskMixin)):
                task.manual = not (data and isinstance(task, ScriptTaskMixin))
            if isinstance(task, (CatchingEvent, ThrowingEvent)):
                definition = task.event_definition
                for each in (definition, *getattr(definition, "event_definitions", ())):
                    each.__dict__.update(
                        {
                            k: []
                            for k in ("correlation_properties", "process_correlations")
                            if k in each.__dict__
                        }
                    )
                    if not isinstance(each, timer.TimerEventDefinition) and hasattr(each, "variable"):
                        each.expression = each.variable = None
                    if hasattr(each, "message_var"):
                        each.expression = each.message_var = None
            if data or not isinstance(task, LoopTask):
                continue
            if isinstance(task, StandardLoopTaskMixin):
                task.condition = task.condition and f"again {task.bpmn_id}"
            elif isinstance(task, MultiInstanceTask):
                task.cardinality = f"instances {task.bpmn_id}"
                task.data_input = task.data_output = task.input_item = task.output_item = None
                task.condition = task.condition and f"enough {task.bpmn_id}"


def path(task, name):
    """The ids of the calls and sub-processes around, and its own; pools are no calls."""
    path, workflow = [name], task.workflow
    while workflow.parent_workflow is not None:
        caller = workflow.top_workflow.get_task_from_id(workflow.parent_task_id)
        if is_drawn(caller.task_spec):
            path.append(caller.task_spec.bpmn_id)
        workflow = workflow.parent_workflow
    return "/".join(reversed(path))


def is_drawn(spec):
    """Whether a specification is of an element: the pools of a collaboration are none."""
    return spec._wf_spec.name != COLLABORATION


class Play:
    """One play of a model by a schedule."""

    def __init__(self, unit, found, schedule):
        self.unit, self.schedule = unit, schedule
        self.engine = Engine(unit, schedule, gateways_of(unit))
        self.engine.context.update(schedules.values(schedule, 0, unit["pools"]))
        self.done = []
        self.once = set()
        self.workflow = BpmnWorkflow(*found, script_engine=self.engine)

    def turns(self):
        """What happened: as `spiff_play.Turn`."""
        turns = []
        try:
            self.settle()
            turns.append(self.turn("start"))
            while turns[-1]["open"] and len(turns) <= schedules.MOST_MOVES:
                name = schedules.next_move(self.schedule, len(turns), turns[-1]["open"])
                self.engine.context.update(schedules.values(self.schedule, len(turns), self.unit["pools"]))
                self.done = []
                self.move(name)
                self.settle()
                turns.append(self.turn(name))
        except Exception as error:
            text = " ".join(f"{type(error).__name__}: {error}".split())
            turns.append({"move": "", "done": [], "open": [], "ended": False, "error": text})
        return turns

    def settle(self):
        """Let everything happen that needs nobody."""
        self.workflow.do_engine_steps(did_complete_task=self.note)

    def note(self, task):
        """Note an activity or event that is done; of loops, each instance and not the whole."""
        spec = task.task_spec
        is_gateway = isinstance(spec, EventBasedGatewayMixin) or hasattr(spec, "cond_task_specs")
        if (
            task.state != TaskState.COMPLETED
            or not isinstance(spec, BpmnSpecMixin)
            or isinstance(spec, LoopTask)
        ):
            return
        if not is_gateway and type(spec).__name__ != "ParallelGateway" and is_drawn(spec):
            self.done.append(spec.bpmn_id)

    def moves(self):
        """What may happen: name, and how."""
        found = []
        for task in self.workflow.get_tasks(state=TaskState.READY):
            if task.task_spec.manual and not isinstance(task.task_spec, LoopTask):
                found.append((path(task, task.task_spec.bpmn_id), task, None))
        for task in self.workflow.get_tasks(state=TaskState.WAITING):
            spec = task.task_spec
            if isinstance(spec, EventBasedGatewayMixin):
                for child, definition in zip(
                    spec.outputs, spec.event_definition.event_definitions, strict=True
                ):
                    found.append((path(task, child.bpmn_id), task, definition))
            elif isinstance(spec, CatchingEvent) and not isinstance(spec.event_definition, NOT_FROM_OUTSIDE):
                found.append((path(task, spec.bpmn_id), task, spec.event_definition))
        for name in self.workflow.spec.start.trigger_specs:
            # An event sub-process that waits is not there yet.
            for start in self.workflow.subprocess_specs[name].bpmn_start_events:
                shown = start.bpmn_id if self.unit["collaboration"] else f"{name}/{start.bpmn_id}"
                if shown not in self.once:
                    found.append((shown, None, start.event_definition))
        return [each for each in found if each[0].split("/")[-1] not in self.unit["inside"]]

    def move(self, name):
        """Let what is open under a name happen."""
        _, task, definition = next(each for each in self.moves() if each[0] == name)
        if definition is None:
            task.run()
            self.note(task)
            return
        if task is None:
            self.once.add(name)
            self.workflow.catch(event_of(definition))
            return
        if isinstance(definition, timer.CycleTimerEventDefinition):
            task.internal_data["cycle"] = True
        elif isinstance(task.task_spec, EventBasedGatewayMixin):
            task.internal_data.setdefault("seen_events", []).append(event_of(definition))
        elif isinstance(definition, timer.TimerEventDefinition):
            task._set_internal_data(event_fired=True)
        else:
            task.task_spec.catch(task, event_of(definition))
        task.task_spec._update(task)

    def turn(self, name):
        """The turn that a move began."""
        return {
            "move": name,
            "done": self.done,
            "open": sorted(name for name, *_ in self.moves()),
            "ended": bool(self.workflow.completed),
            "error": "",
        }


def too_long(*_):
    raise TooLong(f"it did not come to an end within {SECONDS} seconds")


def main():
    warnings.simplefilter("ignore")
    signal.signal(signal.SIGALRM, too_long)
    for unit in json.load(sys.stdin):
        signal.alarm(SECONDS)
        result = {"name": unit["name"], "refused": "", "plays": {}}
        try:
            for schedule in schedules.SCHEDULES:
                specification, others = read(unit)
                plain((specification, *others.values()), unit["data"])
                result["plays"][schedule] = Play(unit, (specification, others), schedule).turns()
        except (Refused, TooLong) as error:
            result["refused"] = str(error)
        signal.alarm(0)
        print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
