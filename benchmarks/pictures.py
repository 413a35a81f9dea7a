"""Our picture of a log's map beside Graphviz's of the same map: `pictures.py LOG [LOG ...]`.

Writes two SVG and two PNG files a log to `var/pictures`, and one that holds both PNG side by side, and prints what
can be counted: size, time, how much flow runs upward, and labels that cover a label or a box (from the geometry of
each), and labels and boxes that the line of another step runs through.
Needs `dot` and `chromium`; a missing one is named.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from openhall.mining.draw import draw_map
from openhall.mining.draw.layout import LABEL_HEIGHT, NAME_SIZE, SMALL_SIZE, WIDEST_NAME, lay_out
from openhall.mining.log import EventLog
from openhall.mining.map import END, START, ProcessMap, build_map, default_level
from openhall.process.draw.label import text_width, wrap

HOME = Path(__file__).parent.parent / "var" / "pictures"
POINT = 72.0
Rectangle = tuple[float, float, float, float]


@dataclass(frozen=True)
class Counted:
    """What can be counted on a picture: pixels, seconds, share of the flow that runs upward, hidden words."""

    width: float
    height: float
    seconds: float
    upward: float
    covered: int
    run_through: int


def program(name: str) -> str:
    """The path of a program, or an end with a sentence that names it."""
    found = shutil.which(name)
    if found is None:
        sys.exit(f"{name} was not found; install it to compare pictures.")
    return found


def around(x: float, y: float, width: float, height: float) -> Rectangle:
    """Left, top, right and bottom of a box with this centre."""
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def covered(labels: list[Rectangle], boxes: list[Rectangle]) -> int:
    """How many pairs of a label with a label or a box overlap by more than half a pixel."""
    pairs = [*combinations(labels, 2), *((label, box) for label in labels for box in boxes)]
    return sum(
        min(a[2], b[2]) - max(a[0], b[0]) > 0.5 and min(a[3], b[3]) - max(a[1], b[1]) > 0.5 for a, b in pairs
    )


def curve(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Points close together on a row of cubic Bezier curves: start, then two control points and an end each."""
    found = []
    for k in range(0, len(points) - 3, 3):
        for step in range(25):
            t = step / 24
            parts = ((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t * t, t**3)
            found.append(
                (
                    sum(w * x for w, (x, _) in zip(parts, points[k : k + 4], strict=True)),
                    sum(w * y for w, (_, y) in zip(parts, points[k : k + 4], strict=True)),
                )
            )
    return found


def run_through(curves: dict[tuple[str, str], list[tuple[float, float]]], held: dict[Any, Rectangle]) -> int:
    """How many pairs of a line and a label or box of something else meet, by more than a pixel."""
    return sum(
        any(box[0] + 1 < x < box[2] - 1 and box[1] + 1 < y < box[3] - 1 for x, y in points)
        for step, points in curves.items()
        for owner, box in held.items()
        if owner != step and owner not in step
    )


def ours(process: ProcessMap, name: str, path: Path) -> Counted:
    """Draw the map ourselves."""
    begun = time.perf_counter()
    path.write_text(draw_map(process, title=name), encoding="utf-8")
    seconds = time.perf_counter() - begun
    layout = lay_out(process, lambda edge: f"{edge.count:,}")
    flow = sum(line.edge.count for line in layout.lines if line.edge.source != line.edge.target)
    labels = [around(n.label_x, n.label_y, n.label_width, LABEL_HEIGHT) for n in layout.lines]
    boxes = [around(box.x, box.y, box.width, box.height) for box in layout.boxes]
    upward = sum(line.edge.count for line in layout.lines if line.upward) / max(1, flow)
    curves = {}
    for line in layout.lines:
        way = [line.points[0]]
        for (x0, y0), (x1, y1) in pairwise(line.points):
            way += [(x0, (y0 + y1) / 2), (x1, (y0 + y1) / 2), (x1, y1)]
        if line.edge.source != line.edge.target:
            curves[line.edge.source, line.edge.target] = curve(way)
    steps = [(line.edge.source, line.edge.target) for line in layout.lines]
    held = dict(zip(steps, labels, strict=True)) | {
        box.name: around for box, around in zip(layout.boxes, boxes, strict=True)
    }
    met = run_through(curves, held)
    return Counted(layout.width, layout.height, seconds, upward, covered(labels, boxes), met)


def graphviz(process: ProcessMap, path: Path) -> Counted:
    """Have `dot` draw the same map, with the same words and thickness."""
    most = max(edge.count for edge in process.edges)
    number = {name: f"n{k}" for k, name in enumerate([START, END, *(node.name for node in process.nodes)])}
    text = [
        "digraph { node [shape=box, fontname=Helvetica, fontsize=13]; edge [fontname=Helvetica, fontsize=12];"
    ]
    for name, key in number.items():
        words = "\n".join(wrap(name, NAME_SIZE, WIDEST_NAME))
        text.append(f"{key} [label={json.dumps(words, ensure_ascii=False)}];")
    for edge in process.edges:
        thick = 1.2 + 5.0 * (edge.count / most) ** 0.5
        text.append(
            f'{number[edge.source]} -> {number[edge.target]} [label="{edge.count:,}", penwidth={thick:.1f}];'
        )
    source = "\n".join([*text, "}"])
    begun = time.perf_counter()
    drawn = subprocess.run(
        [program("dot"), "-Tsvg"], input=source, capture_output=True, text=True, check=True
    )
    seconds = time.perf_counter() - begun
    path.write_text(drawn.stdout, encoding="utf-8")
    placed = json.loads(
        subprocess.run(
            [program("dot"), "-Tjson"], input=source, capture_output=True, text=True, check=True
        ).stdout
    )
    boxes, height_of = [], {}
    for item in placed["objects"]:
        x, y = map(float, item["pos"].split(","))
        boxes.append(around(x, y, float(item["width"]) * POINT, float(item["height"]) * POINT))
        height_of[item["_gvid"]] = y
    labels, flow, upward = [], 0, 0
    held: dict[Any, Rectangle] = {
        item["_gvid"]: box for item, box in zip(placed["objects"], boxes, strict=True)
    }
    curves = {}
    for item in placed["edges"]:
        x, y = map(float, item["lp"].split(","))
        labels.append(around(x, y, text_width(item["label"], SMALL_SIZE) / 1.08, LABEL_HEIGHT - 4))
        step = (item["tail"], item["head"])
        held[step] = labels[-1]
        # "e,x,y" is the tip of the arrow; the curve itself follows.
        way = [tuple(map(float, point.split(","))) for point in item["pos"].split() if point[0] not in "es"]
        if item["tail"] != item["head"]:
            curves[step] = curve([(px, py) for px, py in way])
        count = int(item["label"].replace(",", ""))
        if item["tail"] != item["head"]:
            flow += count
            upward += count if height_of[item["tail"]] < height_of[item["head"]] else 0
    _, _, width, height = map(float, placed["bb"].split(","))
    met = run_through(curves, held)
    return Counted(width, height, seconds, upward / max(1, flow), covered(labels, boxes), met)


def photograph(page: Path, width: float, height: float) -> Path:
    """A PNG of an SVG or HTML file, as the browser shows it."""
    picture = page.with_suffix(".png")
    subprocess.run(
        [
            program("chromium"),
            *("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"),
            *("--hide-scrollbars", f"--screenshot={picture}", f"--window-size={width:.0f},{height:.0f}"),
            page.resolve().as_uri(),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return picture


def size_of(svg: Path) -> tuple[float, float]:
    """Width and height of an SVG, by its view box."""
    box = ElementTree.parse(svg).getroot().get("viewBox", "0 0 0 0").split()
    return float(box[2]), float(box[3])


def compare(log: Path) -> None:
    """Draw a log's first picture both ways, print what is counted and write the pictures."""
    HOME.mkdir(parents=True, exist_ok=True)
    name = log.name.split(".")[0]
    read = EventLog.read(log)
    level = default_level(read)
    process = build_map(read, activities=level.activities, steps=level.steps)
    mine, theirs = HOME / f"{name}-ours.svg", HOME / f"{name}-dot.svg"
    print(f"{name}: {len(process.nodes)} activities, {len(process.edges)} lines")
    for who, found in (("Openhall", ours(process, name, mine)), ("Graphviz", graphviz(process, theirs))):
        print(
            f"  {who:<9} {found.width:6.0f} x {found.height:<6.0f} {found.seconds:6.3f} s  "
            f"{found.upward:6.1%} of the flow upward  {found.covered} labels covered, "
            f"{found.run_through} labels or boxes run through by a line",
            flush=True,
        )
    sizes = [size_of(svg) for svg in (mine, theirs)]
    for svg, (width, height) in zip((mine, theirs), sizes, strict=True):
        photograph(svg, width, height)
    both = HOME / f"{name}-both.html"
    both.write_text(
        f'<body style="margin:0;display:flex;align-items:flex-start"><img src="{mine.name}"><img src="{theirs.name}">',
        encoding="utf-8",
    )
    widest = sum(width for width, _ in sizes) * 1.34
    print(f"  {photograph(both, widest, max(height for _, height in sizes) * 1.34)}")


def main() -> None:
    """Compare the pictures of every log that is named."""
    if len(sys.argv) < 2:
        sys.exit("Name at least one log: pictures.py LOG [LOG ...]")
    for name in sys.argv[1:]:
        compare(Path(name))


if __name__ == "__main__":
    main()
