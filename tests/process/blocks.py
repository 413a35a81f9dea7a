"""Random models: nested blocks, which are sound, and the same with one gateway changed, which may not be."""

from __future__ import annotations

from itertools import count
from typing import Any

from hypothesis import strategies as st
from sketch import sketch

from openhall.process.model import Model

# A block is "task", or a tuple of its kind and the blocks in it.
BLOCKS = st.recursive(
    st.just("task"),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["sequence", "xor", "and", "or", "race"]), inner, inner),
        st.tuples(st.sampled_from(["circle", "sub", "edge"]), inner),
    ),
    max_leaves=6,
)
GATEWAYS = ("xor", "and", "or")


def drawn(block: Any, data: st.DataObject | None = None) -> Model:
    """The model of a block; with `data`, one of its gateways becomes another kind."""
    nodes, flows = ["s start", "z end"], []
    names = count()

    def draw(block: Any, scope: str) -> tuple[str, str]:
        """Draw a block; the nodes at which it begins and ends."""
        k = next(names)
        where = f" in={scope}" if scope else ""
        if block == "task":
            nodes.append(f"t{k} user{where}")
            return f"t{k}", f"t{k}"
        kind, *inner = block
        if kind == "sub":
            nodes.append(f"p{k} sub{where}")
            nodes.append(f"i{k} start in=p{k}")
            nodes.append(f"x{k} end in=p{k}")
            first, last = draw(inner[0], f"p{k}")
            flows.extend([f"i{k} > {first}", f"{last} > x{k}"])
            return f"p{k}", f"p{k}"
        parts = [draw(each, scope) for each in inner]
        if kind == "sequence":
            flows.append(f"{parts[0][1]} > {parts[1][0]}")
            return parts[0][0], parts[1][1]
        if kind == "edge":
            # A task that a timer may stop; both ways lead on.
            nodes.extend(
                [f"w{k} user{where}", f"e{k} edge{where} at=w{k} event=timer:P1D", f"j{k} xor{where}"]
            )
            flows.extend([f"w{k} > j{k}", f"e{k} > {parts[0][0]}", f"{parts[0][1]} > j{k}"])
            return f"w{k}", f"j{k}"
        if kind == "race":
            nodes.extend([f"r{k} race{where}", f"j{k} xor{where}"])
            for n, (first, last) in enumerate(parts):
                nodes.append(f"c{k}x{n} catch{where} event=message:m{k}x{n}")
                flows.extend([f"r{k} > c{k}x{n}", f"c{k}x{n} > {first}", f"{last} > j{k}"])
            return f"r{k}", f"j{k}"
        split, join = f"g{k}", f"j{k}"
        if kind == "circle":
            nodes.extend([f"{join} xor{where}", f"{split} xor{where}"])
            flows.extend([f"{join} > {parts[0][0]}", f"{parts[0][1]} > {split}", f"{split} > {join}"])
            return join, split
        nodes.extend([f"{split} {kind}{where}", f"{join} {kind}{where}"])
        for first, last in parts:
            flows.extend([f"{split} > {first}", f"{last} > {join}"])
        return split, join

    first, last = draw(block, "")
    flows = [f"s > {first}", *flows, f"{last} > z"]
    gateways = [k for k, line in enumerate(nodes) if line.split()[1] in GATEWAYS]
    if data is not None and gateways:
        k = data.draw(st.sampled_from(gateways))
        kind = data.draw(st.sampled_from(GATEWAYS))
        name, _, *rest = nodes[k].split()
        nodes[k] = " ".join([name, kind, *rest])
    return sketch("\n".join(nodes + flows))
