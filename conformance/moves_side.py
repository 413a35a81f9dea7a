"""One database of the suite `moves`, in a world of its own: `moves_side.py DATABASE CASES`; prints JSON."""

from __future__ import annotations

import json
import os
import random
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.world import enter

LANES = (
    '<laneSet id="ls"><lane id="l1" name="planning"><flowNodeRef>check</flowNodeRef><flowNodeRef>sign</flowNodeRef>'
    '</lane><lane id="l2" name="fire"><flowNodeRef>advise</flowNodeRef></lane></laneSet>'
)
NODES = (
    '<startEvent id="s" name="Received"/><parallelGateway id="split"/><userTask id="check" name="Check"/>'
    '<boundaryEvent id="late" name="Late" attachedToRef="check" cancelActivity="false"><timerEventDefinition>'
    '<timeCycle>R3/P7D</timeCycle></timerEventDefinition></boundaryEvent><endEvent id="reminded" name="Reminded"/>'
    '<userTask id="advise" name="Advise"><multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality>'
    '</multiInstanceLoopCharacteristics></userTask><userTask id="visit" name="Visit the site"/>'
    '<parallelGateway id="join"/><exclusiveGateway id="how" default="f11"/><subProcess id="hearing" name="Hearing">'
    '<startEvent id="hs"/><userTask id="invite" name="Invite"/><userTask id="hear" name="Hear"/><endEvent id="he"/>'
    '<sequenceFlow id="h1" sourceRef="hs" targetRef="invite"/><sequenceFlow id="h2" sourceRef="invite" '
    'targetRef="hear"/><sequenceFlow id="h3" sourceRef="hear" targetRef="he"/></subProcess>'
    '<userTask id="letter" name="Write to the neighbours"/><exclusiveGateway id="after"/>'
    '<serviceTask id="pay" name="Pay" openhall:operation="pay" openhall:result="receipt"/>'
    '<userTask id="sign" name="Sign"/><eventBasedGateway id="race"/><intermediateCatchEvent id="appeal" name="Appeal">'
    '<messageEventDefinition messageRef="m2"/></intermediateCatchEvent><intermediateCatchEvent id="over" '
    'name="Time is over"><timerEventDefinition><timeDuration>P28D</timeDuration></timerEventDefinition>'
    '</intermediateCatchEvent><userTask id="review" name="Review"/><endEvent id="granted" name="Granted"/>'
    '<endEvent id="reviewed" name="Reviewed"/><subProcess id="w" triggeredByEvent="true"><startEvent id="withdrawn" '
    'name="Withdrawn"><messageEventDefinition messageRef="m1"/></startEvent><endEvent id="gone" name="Gone"/>'
    '<sequenceFlow id="w1" sourceRef="withdrawn" targetRef="gone"/></subProcess>'
)
FLOWS = (
    "s>split", "split>check", "split>advise", "split>visit", "check>join", "advise>join", "visit>join", "join>how",
    "late>reminded", "how>hearing", "how>letter", "how>after", "hearing>after", "letter>after", "after>pay",
    "pay>sign", "sign>race", "race>appeal", "race>over", "appeal>review", "review>reviewed", "over>granted",
)  # fmt: skip
MESSAGES = '<message id="m1" name="withdrawal"/><message id="m2" name="appeal"/>'


def process(nodes: str, pairs: tuple[str, ...], lanes: str = LANES) -> str:
    """A version of the process; the way of a case after the join is by its number."""
    from tests.site.processes import bpmn, flows

    drawn = flows(*pairs)
    for number, condition in (("f9", "apply.number &lt; 3"), ("f10", "apply.number &lt; 6")):
        drawn = drawn.replace(
            f'id="{number}" sourceRef="how"', f'id="{number}" sourceRef="how" name="{condition}"'
        )
        head, _, tail = drawn.partition(f'<sequenceFlow id="{number}" ')
        flow, _, rest = tail.partition("/>")
        drawn = (
            f'{head}<sequenceFlow id="{number}" {flow}><conditionExpression xsi:type="tFormalExpression">{condition}'
            f"</conditionExpression></sequenceFlow>{rest}"
        )
    return bpmn(lanes + nodes + drawn, MESSAGES)


def new_process() -> str:
    """Version 2: check is another node of another department with other times, nobody writes to neighbours any more,
    the hearing is by letter, the visit no longer holds up the decision, and a second signature is needed."""
    nodes = (
        NODES.replace('id="check" name="Check"', 'id="inspect" name="Inspect"')
        .replace('attachedToRef="check"', 'attachedToRef="inspect"')
        .replace("R3/P7D", "R3/P5D")
        .replace('<userTask id="letter" name="Write to the neighbours"/>', "")
        .replace('<userTask id="hear" name="Hear"/>', '<manualTask id="hear" name="Read what they say"/>')
        .replace(
            '<userTask id="invite" name="Invite"/>', '<sendTask id="invite" name="Invite" messageRef="m3"/>'
        )
        .replace('<userTask id="sign"', '<userTask id="second" name="Sign, too"/><userTask id="sign"')
    )
    changed = {"split>check": "split>inspect", "check>join": "inspect>join", "visit>join": "visit>reminded",
               "how>letter": "how>after", "letter>after": "sign>second", "sign>race": "second>race"}  # fmt: skip
    lanes = LANES.replace("check", "sign").replace("<flowNodeRef>sign</flowNodeRef>", "", 1)
    lanes = lanes.replace("<flowNodeRef>advise", "<flowNodeRef>inspect</flowNodeRef><flowNodeRef>advise")
    text = process(nodes, tuple(changed.get(pair, pair) for pair in FLOWS), lanes)
    return text.replace(MESSAGES, MESSAGES + '<message id="m3" name="invitation"/>')


PLACES = {"check": "inspect"}


def lay_down(version: Any, cases: int) -> None:
    """So many open cases in all kinds of states: each as far as chance takes it; those that end are not counted."""
    from decimal import Decimal

    from openhall.site.cases.acts import NOBODY, begin
    from openhall.site.cases.models import Case

    chance = random.Random(cases)
    number = 0
    while number < cases:
        case = begin(version, {"apply": {"number": Decimal(number % 10)}}, NOBODY)
        steps = chance.randrange(10)
        while steps and step(case, chance):
            steps -= 1
        number += Case.objects.filter(pk=case.pk, ended_at=None).count()


def step(case: Any, chance: random.Random) -> bool:
    """Something happens in a case, whatever its version; False when there is nothing to do any more."""
    from openhall.process.rules.state import State
    from openhall.site.cases.acts import NOBODY, NotPossible, complete, complete_token, happen
    from openhall.site.cases.models import Case, Task
    from openhall.site.services.loading import ready

    case = Case.objects.get(pk=case.pk)
    if case.ended_at is not None:
        return False
    model = ready(case.version_id).running.model
    moves = ready(case.version_id).running.game.moves(State.unpack(case.state))
    usual = [each for each in moves if model.nodes[each.node].id not in ("withdrawn", "late")]
    move = chance.choice(usual if usual and chance.random() < 0.97 else moves)
    node = model.nodes[move.node].id
    try:
        task = Task.objects.filter(case=case, token=move.number, status="open").first()
        if move.kind == "event":
            happen(case.pk, move.number, node, {}, NOBODY)
        elif task is not None:
            complete(task.pk, {node: {"by": "chance"}}, NOBODY)
        else:
            complete_token(case.pk, move.number, {"receipt": "paid"}, NOBODY)
    except NotPossible:
        # Somebody else was faster, or the case moved in between.
        return True
    return True


def children(works: list[Any]) -> list[str]:
    """Do each in a process of its own; what made those that failed fail."""
    from django.db import connections

    connections.close_all()
    numbers = {}
    for work in works:
        reading, writing = os.pipe()
        number = os.fork()
        if not number:
            try:
                work()
            except BaseException:
                os.write(writing, traceback.format_exc()[-2_000:].encode())
            os._exit(0)
        os.close(writing)
        numbers[number] = reading
    faults = []
    for number, reading in numbers.items():
        with os.fdopen(reading, "rb") as told:
            faults.append(told.read().decode())
        os.waitpid(number, 0)
    return [fault for fault in faults if fault]


def moving(old: Any, new: Any, cases: int) -> Iterator[tuple[str, str | None]]:
    """Move, with officers at work, and look at what became of each case."""
    from openhall.site.cases.acts import NOBODY
    from openhall.site.cases.models import Case, Moved, Removal, Task, Timer
    from openhall.site.cases.moving import move_due, order, plan
    from openhall.site.ledger.models import Event
    from openhall.site.services.loading import ready

    open_before = set(Case.objects.filter(ended_at=None).values_list("pk", flat=True))
    states = len(
        {json.dumps(each) for each in Case.objects.filter(ended_at=None).values_list("state", flat=True)}
    )
    all_before, planned = Case.objects.count(), plan(old, new, PLACES)
    yield (
        f"{len(open_before):,} cases are open, in {states:,} different states",
        (None if planned.cases == len(open_before) and 0 < planned.moving < planned.cases else str(planned)),
    )
    order(old, new, PLACES, NOBODY)

    def move() -> None:
        while Removal.objects.filter(status__in=("waiting", "running")).exists():
            move_due()

    def act(seed: int) -> None:
        chance = random.Random(seed)
        numbers = sorted(open_before)
        for _ in range(cases // 8):
            step(Case(pk=chance.choice(numbers)), chance)

    acted = Event.objects.count()
    faults = children([move, move, *(lambda k=k: act(k) for k in range(3))])
    yield "2 workers and 3 officers did their work", faults[0] if faults else None
    acted = Event.objects.count() - acted
    moved = set(Moved.objects.filter(moved=True).values_list("case", flat=True))
    stayed = set(Moved.objects.filter(moved=False).values_list("case", flat=True))
    there = set(Case.objects.values_list("pk", flat=True))
    yield f"all {all_before:,} cases are there", None if len(there) == all_before else f"{len(there):,} are"
    before = (
        set(Case.objects.filter(version=old, ended_at__isnull=False).values_list("pk", flat=True)) - stayed
    )
    unsaid = open_before - moved - stayed - before
    yield (
        f"{len(moved):,} moved, {len(stayed):,} stay, {len(open_before & before):,} ended before it was their turn",
        (f"of {len(unsaid)} nothing is said" if unsaid or moved & stayed else None),
    )
    told = list(Event.objects.filter(lifecycle="moved").values_list("case", flat=True))
    right = set(Case.objects.filter(pk__in=moved).values_list("pseudonym", flat=True))
    yield (
        "each move is in the record, once",
        (
            None
            if len(told) == len(set(told)) and set(told) == right
            else f"{len(told)} rows for {len(right)} cases"
        ),
    )
    removal = Removal.objects.get()
    yield (
        "the order says how it went",
        (
            None
            if (removal.status, removal.moved, removal.stayed) == ("done", len(moved), len(stayed))
            else str(vars(removal))
        ),
    )
    wrong = []
    for case in Case.objects.all():
        wanted = new.pk if case.pk in moved else old.pk
        running = ready(case.version_id).running
        from openhall.process.rules.state import State
        from openhall.process.running import Case as Running

        state = State.unpack(case.state)
        people = {
            number: running.model.nodes[token.at].id
            for number, token in state.tokens.items()
            if token.at >= 0
            and running.model.nodes[token.at].kind in ("userTask", "manualTask")
            and (running.model.nodes[token.at].loop is None or state.scopes[token.scope].kind == 1)
        }
        tasks = dict(Task.objects.filter(case=case, status="open").values_list("token", "node"))
        waits = {(number, running.model.nodes[place].id) for number, place in running.timers(Running(state))}
        timers = set(Timer.objects.filter(case=case).values_list("number", "node"))
        if case.version_id != wanted or tasks != people or not timers <= waits:
            wrong.append(f"{case.reference}: {tasks} for {people}, timers {timers} for {waits}")
    yield (
        f"the work and timers of each case are those of its version (officers wrote {acted:,} rows)",
        (f"{len(wrong)} are not; the first: {wrong[0]}" if wrong else None),
    )
    nameless = Moved.objects.filter(moved=False, reason__in=({}, "")).count()
    yield "for each that stays it is said why", f"{nameless} without a reason" if nameless else None
    chance, left = random.Random(1), list(Case.objects.filter(ended_at=None))
    for case in left:
        for _ in range(60):
            if not step(case, chance):
                break
    stuck = Case.objects.filter(ended_at=None).count()
    yield "every case comes to its end, where it is", f"{stuck} do not" if stuck else None


def main(cases: int) -> None:
    """Lay down, move, look."""
    from django.db.models import Count
    from tests.site.processes import publish

    from openhall.site.cases.models import Moved
    from openhall.site.web.speech import say_kept

    old = publish(process(NODES, FLOWS))
    lay_down(old, cases)
    new = publish(new_process())
    found = list(moving(old, new, cases))
    reasons = Moved.objects.filter(moved=False).values_list("reason").annotate(n=Count("pk")).order_by("-n")
    print(json.dumps({"checks": found, "reasons": [[say_kept(reason), n] for reason, n in reasons]}))


if __name__ == "__main__":
    enter(sys.argv[1])
    from openhall.site.web.manage import configure

    configure()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    main(int(sys.argv[2]))
