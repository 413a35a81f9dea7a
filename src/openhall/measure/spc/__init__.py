"""XmR process-behaviour charts by the rules of the NHS (Making Data Count): is it a change, or chance?

    from openhall.measure.spc import chart, draw, sentence, Rebase
    seen = chart(values, dates=days, direction="decrease", target=30)
    seen.points[3].type, seen.variation, seen.assurance    # what each point, the last one and the target say
    sentence(seen)                                         # No sign of change: the last three rises are chance. ...
    draw(seen, "Days to decision", sentence(seen))         # SVG

Sources: NHS England, Making Data Count; NHSRplotthedots 0.2.2, whose results these are. Where they differ, and why:
docs/reference/process-behaviour-charts.md.
"""

from openhall.measure.spc.charting import assurance_of, chart, point_type
from openhall.measure.spc.drawing import draw
from openhall.measure.spc.limits import Limits, limits_of
from openhall.measure.spc.model import (
    Annotation,
    Assurance,
    Break,
    Chart,
    Direction,
    Grain,
    Phase,
    Point,
    PointType,
    Rebase,
    Run,
    Spell,
)
from openhall.measure.spc.rules import Signal, signals_of
from openhall.measure.spc.small import draw_small
from openhall.measure.spc.speech import ENGLISH, Speech
from openhall.measure.spc.words import sentence, signal_sentences

__all__ = [
    "ENGLISH",
    "Annotation",
    "Assurance",
    "Break",
    "Chart",
    "Direction",
    "Grain",
    "Limits",
    "Phase",
    "Point",
    "PointType",
    "Rebase",
    "Run",
    "Signal",
    "Speech",
    "Spell",
    "assurance_of",
    "chart",
    "draw",
    "draw_small",
    "limits_of",
    "point_type",
    "sentence",
    "signal_sentences",
    "signals_of",
]
