"""Which flows lead where: what an inclusive gateway has to know before it may join (BPMN 2.0, 13.4.3)."""

from __future__ import annotations

from dataclasses import dataclass

from openhall.process.model import Model, NodeKind


@dataclass(frozen=True, slots=True)
class Routes:
    """What can be worked out of a model once.

    leaves   for each node, the flows by which a token at it may go on, as bits: its own, and those of the boundary
             events on its edge
    reaches  for each inclusive gateway with several incoming flows, and each of these: the flows from which it can be
             reached without passing the gateway, as bits (itself among them)
    """

    leaves: tuple[int, ...]
    reaches: dict[int, tuple[int, ...]]

    @staticmethod
    def of(model: Model) -> Routes:
        """Work them out."""
        leaves = tuple(
            sum(
                1 << flow
                for place in (number, *model.boundary[number])
                for flow in model.nodes[place].outgoing
            )
            for number in range(len(model.nodes))
        )
        reaches = {
            number: tuple(_back(model, number, flow) for flow in node.incoming)
            for number, node in enumerate(model.nodes)
            if node.kind == NodeKind.INCLUSIVE and len(node.incoming) > 1
        }
        return Routes(leaves, reaches)


def _back(model: Model, gateway: int, flow: int) -> int:
    seen, waiting = 1 << flow, [flow]
    while waiting:
        source = model.flows[waiting.pop()].source
        if source == gateway:
            continue
        node = model.nodes[source]
        before = node.incoming if node.attached_to < 0 else model.nodes[node.attached_to].incoming
        for each in before:
            if not seen >> each & 1:
                seen |= 1 << each
                waiting.append(each)
    return seen
