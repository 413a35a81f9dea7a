"""The picture of the map: nothing covers a label, the flow runs down, and the file is safe to put into any page."""

import random
import xml.etree.ElementTree as ET
from itertools import combinations, pairwise

import numpy as np
import pytest

from openhall.mining.draw import Highlight, describe_map, draw_map
from openhall.mining.draw.layout import LABEL_HEIGHT, lay_out
from openhall.mining.draw.order import first_orders, layers_of, order_downward, reduce_crossings
from openhall.mining.draw.place import place_boxes
from openhall.mining.draw.svg import LINE_COLOUR, TONES, WAITS
from openhall.mining.map import END, START, Edge, Level, Node, ProcessMap
from openhall.process.draw.label import text_width, wrap

SVG = "{http://www.w3.org/2000/svg}"


def process_of(steps: dict[tuple[str, str], int], wait: float = 3_600.0) -> ProcessMap:
    """A map with these steps and their counts; START and END among them. Positions follow the first mention."""
    names = list(dict.fromkeys(name for pair in steps for name in pair if name not in (START, END)))
    edges = [
        Edge(a, b, n, n)
        if a == START or b == END
        else Edge(a, b, n, max(1, n - 1), wait, wait, 2 * wait, n * wait)
        for (a, b), n in steps.items()
    ]
    nodes = [
        Node(
            name,
            sum(n for (_, b), n in steps.items() if b == name),
            1,
            steps.get((START, name), 0),
            steps.get((name, END), 0),
            k / max(1, len(names) - 1),
            None,
            None,
            None,
        )
        for k, name in enumerate(names)
    ]
    return ProcessMap(
        tuple(sorted(nodes, key=lambda node: -node.events)),
        tuple(sorted(edges, key=lambda edge: -edge.count)),
        100,
        len(nodes),
        len(edges),
        Level(1.0, 1.0),
        "",
    )


def random_process(seed: int, n: int, m: int) -> ProcessMap:
    """A connected map of n activities and about m more steps, with loops, ways back and names of all lengths."""
    dice = random.Random(seed)
    words = ["check", "application", "of", "the", "applicant", "send", "decision", "A", "Ω", "申請", "W" * 30]
    names = [f"{k} {' '.join(dice.choices(words, k=dice.randint(1, 7)))}" for k in range(n)]
    way = [START, *names, END]
    steps = {pair: dice.randint(50, 90_000) for pair in pairwise(way)}
    for _ in range(m):
        a, b = dice.choice(way[:-1]), dice.choice(way[1:])
        if (a, b) != (START, END):
            steps.setdefault((a, b), int(10 ** dice.uniform(0, 5)))
    return process_of(steps)


def count_label(edge: Edge) -> str:
    return f"{edge.count:,}"


def rectangles(layout) -> list[tuple[str, float, float, float, float]]:
    """Everything that holds words: left, top, right, bottom."""
    found = [
        (
            box.name,
            box.x - box.width / 2,
            box.y - box.height / 2,
            box.x + box.width / 2,
            box.y + box.height / 2,
        )
        for box in layout.boxes
    ]
    found += [
        (
            f"{line.edge.source} to {line.edge.target}",
            line.label_x - line.label_width / 2,
            line.label_y - LABEL_HEIGHT / 2,
            line.label_x + line.label_width / 2,
            line.label_y + LABEL_HEIGHT / 2,
        )
        for line in layout.lines
        if line.label
    ]
    return found


def path_points(line) -> list[tuple[float, float]]:
    """Points close together on the line as it is drawn (cubic curves that leave and arrive upright)."""
    points = []
    for (x0, y0), (x1, y1) in pairwise(line.points):
        for k in range(21):
            t = k / 20
            points.append((x0 + (x1 - x0) * (3 * t * t - 2 * t**3), y0 + (y1 - y0) * bend(t)))
    return points


def bend(t: float) -> float:
    return 1.5 * (1 - t) ** 2 * t + 1.5 * (1 - t) * t * t + t**3


SIZES = [(1, 1), (3, 2), (5, 20), (8, 12), (16, 40), (30, 60), (40, 10)]


@pytest.mark.parametrize("n,m", SIZES)
@pytest.mark.parametrize("seed", range(3))
def test_no_label_and_no_box_ever_covers_another(seed, n, m):
    layout = lay_out(random_process(seed, n, m), count_label)
    for (name, l1, t1, r1, b1), (other, l2, t2, r2, b2) in combinations(rectangles(layout), 2):
        assert r1 <= l2 + 0.01 or r2 <= l1 + 0.01 or b1 <= t2 + 0.01 or b2 <= t1 + 0.01, (name, other)


@pytest.mark.parametrize("n,m", SIZES)
@pytest.mark.parametrize("seed", range(2))
def test_no_line_runs_through_a_box_or_through_the_label_of_another(seed, n, m):
    layout = lay_out(random_process(seed, n, m), count_label)
    held = rectangles(layout)
    for line in layout.lines:
        if line.edge.source == line.edge.target:
            continue
        own = f"{line.edge.source} to {line.edge.target}"
        points = np.array(path_points(line))
        for name, left, top, right, bottom in held:
            inside = (points > (left + 0.1, top + 0.1)) & (points < (right - 0.1, bottom - 0.1))
            assert name == own or not inside.all(axis=1).any(), (own, name)


def test_everything_lies_inside_the_picture():
    layout = lay_out(random_process(7, 20, 50), count_label)
    for _, left, top, right, bottom in rectangles(layout):
        assert left >= 0 and top >= 0 and right <= layout.width and bottom <= layout.height


def test_the_main_flow_runs_straight_down_and_a_rare_way_back_runs_up():
    way = [START, "Register", "Check", "Decide", "Send", END]
    steps = dict.fromkeys(pairwise(way), 1000)
    steps |= {("Decide", "Register"): 40, ("Check", "Send"): 30, ("Register", END): 20, ("Check", "Ask"): 10}
    steps |= {("Ask", "Check"): 10}
    layout = lay_out(process_of(steps), count_label)
    box = {box.name: box for box in layout.boxes}
    assert [round(box[name].x, 3) for name in way] == [round(box["Check"].x, 3)] * len(way)
    assert [box[name].y for name in way] == sorted(box[name].y for name in way)
    assert {(line.edge.source, line.edge.target) for line in layout.lines if line.upward} == {
        ("Decide", "Register"),
        ("Ask", "Check"),
    }


def test_an_activity_visited_from_another_and_back_stands_below_it():
    steps = {(START, "A"): 100, ("A", "B"): 100, ("B", END): 100, ("A", "Ask"): 24, ("Ask", "A"): 26}
    box = {box.name: box for box in lay_out(process_of(steps), count_label).boxes}
    assert box["Ask"].y > box["A"].y


def test_every_line_starts_and_ends_on_the_edge_of_its_boxes():
    layout = lay_out(random_process(3, 14, 40), count_label)
    box = {box.name: box for box in layout.boxes}
    for line in layout.lines:
        if line.edge.source == line.edge.target:
            continue
        for (x, y), name in ((line.points[0], line.edge.source), (line.points[-1], line.edge.target)):
            assert abs(x - box[name].x) <= box[name].width / 2
            assert abs(abs(y - box[name].y) - box[name].height / 2) < 0.01


def test_the_same_map_gives_the_same_bytes_however_its_parts_are_ordered():
    process = random_process(11, 18, 40)
    shuffled = ProcessMap(
        process.nodes, process.edges[::-1], process.cases, 18, process.total_steps, process.level, ""
    )
    assert draw_map(process) == draw_map(process) == draw_map(shuffled)


@pytest.mark.parametrize("seed", range(4))
def test_boxes_keep_their_sides_when_another_measure_is_chosen(seed):
    process = random_process(seed, 14, 25)

    def rows(label_of):
        boxes = sorted(lay_out(process, label_of).boxes, key=lambda box: (box.y, box.x))
        return [box.name for box in boxes]

    assert rows(count_label) == rows(lambda edge: "12 thousand days and more") == rows(lambda edge: "")


def test_names_are_escaped_and_the_picture_holds_no_style_and_no_script():
    evil = '<script>alert("1")</script>&\'onload="x"'
    svg = draw_map(
        process_of({(START, evil): 3, (evil, "B"): 3, ("B", END): 3}),
        title='<b onclick="x">',
        links=lambda part: '/step?name="><script>',
    )
    root = ET.fromstring(svg)
    assert not [part for part in root.iter() if part.tag in (SVG + "script", SVG + "style")]
    for part in root.iter():
        assert not [name for name in part.attrib if name == "style" or name.startswith("on")]
    assert {part.get("data-activity") for part in root.iter(SVG + "g")} >= {evil, "B"}
    assert root.get("aria-label") == '<b onclick="x">'


def test_control_characters_in_a_name_do_not_break_the_picture():
    ET.fromstring(draw_map(process_of({(START, "a\x00b\x0bc"): 1, ("a\x00b\x0bc", END): 1})))


def test_people_who_cannot_see_the_map_are_told_its_main_way_and_every_step_in_words():
    process = process_of(
        {
            (START, "Check"): 1_234,
            ("Check", "Decide"): 1_234,
            ("Decide", "Check"): 1_300,
            ("Decide", END): 900,
        },
        wait=3.4 * 86_400,
    )
    assert "Check, then Decide" in describe_map(process)
    root = ET.fromstring(draw_map(process, title="Permits"))
    assert root.get("role") == "img"
    assert root.find(SVG + "title").text == "Permits"
    assert "100 cases, 2 activities" in root.find(SVG + "desc").text
    steps = [g for g in root.iter(SVG + "g") if g.get("data-from") == "Check"]
    assert steps[0].find(SVG + "title").text == (
        "Check to Decide: 1,234 times in 1,233 cases, median wait 3.4 days, 9 in 10 within 6.8 days"
    )


def test_with_links_the_keyboard_meets_the_activities_in_the_order_of_the_flow():
    way = [START, "One", "Two", "Three", END]
    svg = draw_map(
        process_of(dict.fromkeys(pairwise(way), 9)),
        links=lambda part: f"/a/{part.name}" if isinstance(part, Node) else None,
    )
    links = [part.get("href") for part in ET.fromstring(svg).iter(SVG + "a")]
    assert links == ["/a/One", "/a/Two", "/a/Three"]


def test_a_line_says_the_measure_that_was_asked_for():
    process = process_of({(START, "A"): 5, ("A", "B"): 5, ("B", END): 5}, wait=12 * 86_400.0)
    assert ">12 days<" in draw_map(process, measure="median")
    assert ">24 days<" in draw_map(process, measure="p90")
    assert ">60 days<" in draw_map(process, measure="total")
    assert "days<" not in draw_map(process, measure="frequency").split("</desc>")[1].replace(
        "days</title", ""
    )


def test_a_comparison_says_in_words_and_dashes_what_its_colours_say():
    process = process_of({(START, "A"): 5, ("A", "B"): 5, ("B", END): 5, ("B", "A"): 1})
    said = Highlight("+4 days", "slower", "A to B takes 4 days longer in the second")
    svg = draw_map(process, highlights={("A", "B"): said})
    root = ET.fromstring(svg)
    step = next(g for g in root.iter(SVG + "g") if (g.get("data-from"), g.get("data-to")) == ("A", "B"))
    assert step.find(SVG + "title").text == said.words
    assert step.find(SVG + "text").text == "+4 days"
    assert "slower" in svg.split("</desc>")[1] and "only in the second" in svg
    assert len({dash for tone, (_, dash) in TONES.items() if tone != "same"}) == 4


def contrast(colour: str) -> float:
    """Contrast on white (WCAG 2.2, 1.4.11)."""
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


def test_every_line_can_be_told_from_white_and_longer_waits_are_darker():
    colours = [LINE_COLOUR, *WAITS, *(colour for colour, _ in TONES.values())]
    assert min(contrast(colour) for colour in colours) >= 3
    waits = [contrast(colour) for colour in WAITS]
    assert waits == sorted(waits)
    assert all(b / a >= 1.1 for a, b in pairwise(waits))


def test_a_map_of_nothing_and_a_map_of_one_activity_are_drawn():
    ET.fromstring(draw_map(process_of({})))
    ET.fromstring(draw_map(process_of({(START, "A"): 1, ("A", END): 1, ("A", "A"): 4})))


def test_a_name_breaks_into_few_lines_that_fit_their_room():
    lines = wrap("Determine the necessity of a stop indication for the applicant's request " * 3, 13, 150)
    assert len(lines) == 3 and lines[-1].endswith("…")
    assert all(text_width(line, 13) <= 150 for line in lines)
    assert wrap("Send", 13, 150) == ["Send"]
    assert wrap("Declaration FINAL_APPROVED", 13, 100) == ["Declaration", "FINAL_", "APPROVED"]


def test_an_order_with_no_way_back_is_found_where_there_is_one():
    dice = random.Random(4)
    hidden = list(range(12))
    dice.shuffle(hidden)
    arcs = [(hidden[a], hidden[b]) for a, b in combinations(range(12), 2) if dice.random() < 0.4]
    places = order_downward(12, arcs, [1.0] * len(arcs), [0.5] * 12)
    assert all(places[a] < places[b] for a, b in arcs)
    layer = layers_of(12, arcs, [1.0] * len(arcs), places)
    assert all(layer[a] < layer[b] for a, b in arcs)


def test_arcs_that_need_not_cross_do_not_cross():
    layers = [[0, 1, 2, 3], [7, 5, 6, 4]]
    arcs = [(k, k + 4) for k in range(4)]
    for start in first_orders(layers, arcs, [1.0] * 4):
        order, crossed = reduce_crossings(start, arcs, [1.0] * 4)
        assert crossed == 0
        assert sorted(order[1]) == [4, 5, 6, 7]


@pytest.mark.parametrize("pairs", [3, 1_200])
def test_boxes_keep_their_order_and_their_room_in_small_and_in_large_drawings(pairs):
    layers = [[2 * k for k in range(pairs)], [2 * k + 1 for k in range(pairs)]]
    arcs = [(2 * k, 2 * k + 1, 0.0, 0.0) for k in range(pairs)]
    half = [(10.0, 20.0) if k % 4 else (30.0, 5.0) for k in range(2 * pairs)]
    x = place_boxes(layers, arcs, [1.0] * pairs, half, 8.0)
    for layer in layers:
        assert all(x[b] - x[a] >= half[a][1] + half[b][0] + 8.0 - 1e-6 for a, b in pairwise(layer))
    assert sum(abs(x[a] - x[b]) for a, b, _, _ in arcs) / pairs < 15


@pytest.mark.timeout(60)
def test_a_map_far_too_large_to_read_is_still_drawn():
    svg = draw_map(random_process(2, 150, 100))
    assert svg.count("data-activity=") == 150
