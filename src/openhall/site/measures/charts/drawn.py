"""A measure as people see it: its chart, read, with picture, sentence and table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from openhall.measure.definitions import Definition, Direction
from openhall.measure.definitions import Grain as Length
from openhall.measure.definitions.model import PERCENT
from openhall.measure.spc import (
    Annotation,
    Break,
    Chart,
    Grain,
    PointType,
    Rebase,
    Speech,
    chart,
    draw,
    draw_small,
    sentence,
    signal_sentences,
)
from openhall.measure.spc import Direction as Way
from openhall.measure.spc.drawing import legend
from openhall.measure.spc.table import Row, table
from openhall.measure.spc.words import ASSURED, TYPES
from openhall.site.measures.charts.loading import Loaded, Period, load
from openhall.site.measures.charts.speech import day_words, picture_speech_of, said, speech_of, unit_words
from openhall.site.measures.models import Alert, Measure

WAYS = {Direction.UP: Way.INCREASE, Direction.DOWN: Way.DECREASE, Direction.NEITHER: Way.NEUTRAL}
SHOWN = {Length.DAY: 120, Length.WEEK: 104, Length.MONTH: 60, Length.QUARTER: 40}
"""Periods on a chart; older ones are in the download."""


@dataclass(frozen=True)
class Drawn:
    """A measure with its chart, for one kind of visitor. `chart` is None while there are fewer than two values.

    kept_back  periods that are not shown to this visitor, because too few cases are behind them
    unseen     an alert of it that nobody has looked at, where that matters to the page
    """

    loaded: Loaded
    chart: Chart | None
    kept_back: int
    public: bool
    unseen: Alert | None = None

    @property
    def measure(self) -> Measure:
        """The measure."""
        return self.loaded.measure

    @property
    def definition(self) -> Definition:
        """The definition that counts now."""
        return self.loaded.definition

    @property
    def name(self) -> str:
        """What it is called."""
        return self.loaded.version.name

    @cached_property
    def speech(self) -> Speech:
        """Its words in the visitor's language."""
        return speech_of(self.definition)

    @cached_property
    def sentence(self) -> str:
        """What the chart says."""
        if self.chart is None:
            return _("There are too few values to say anything yet.")
        return sentence(self.chart, self.speech)

    @cached_property
    def svg(self) -> SafeString:
        """The picture; "" where there is none."""
        return mark_safe(self.picture(f"m{self.measure.pk}"))  # noqa: S308 - the engine escapes all words

    def picture(self, name: str) -> str:
        """The picture as text, with ids that begin with `name`."""
        if self.chart is None:
            return ""
        return draw(self.chart, self.title, self.sentence, picture_speech_of(self.definition), name)

    @property
    def small(self) -> SafeString:
        """The picture as small as a word, beside the newest value; "" where there is none."""
        return mark_safe(draw_small(self.chart) if self.chart is not None else "")  # noqa: S308 - drawn by the engine

    @property
    def title(self) -> str:
        """What the picture shows, with the unit."""
        unit = self.definition.unit
        return self.name if unit in ("", PERCENT) else f"{self.name} ({unit_words(unit)})"

    @property
    def legend(self) -> list[tuple[SafeString, str]]:
        """The marks of the picture and what they mean."""
        if self.chart is None:
            return []
        return [(mark_safe(mark), _(words)) for mark, words in legend(self.chart)]  # noqa: S308 - drawn by the engine

    @property
    def signals(self) -> list[str]:
        """What signals when, the newest first."""
        return signal_sentences(self.chart, self.speech) if self.chart is not None else []

    @cached_property
    def rows(self) -> list[Row]:
        """The table beside the picture."""
        return table(self.chart, self.speech) if self.chart is not None else []

    @property
    def notes(self) -> list[tuple[str, str]]:
        """When and what happened, in the order of the numbers on the picture."""
        if self.chart is None:
            return []
        return [(day_words(each.day, Grain.DAY), each.words) for each in self.chart.notes]

    @cached_property
    def latest(self) -> Period | None:
        """The newest period that is over and has a value."""
        if self.chart is None:
            shown = [
                each
                for each in self.loaded.over
                if each.value is not None and not (each.hidden and self.public)
            ]
            return shown[-1] if shown else None
        day = self.chart.points[-1].day
        return next(each for each in self.loaded.over if each.day == day)

    @property
    def latest_words(self) -> str:
        """The newest value with its unit."""
        return said(self.latest.value, self.definition) if self.latest is not None else "–"

    @property
    def latest_when(self) -> str:
        """The period of the newest value."""
        return (
            day_words(self.latest.day, Grain(self.definition.grain.value)) if self.latest is not None else ""
        )

    @property
    def running_words(self) -> str:
        """The value of the period that is not over; "" where it cannot be said, or not to this visitor."""
        running = self.loaded.running
        if running is None or running.value is None or (running.hidden and self.public):
            return ""
        return said(running.value, self.definition)

    @property
    def target_words(self) -> str:
        """The target with its unit; "" where there is none."""
        return "" if self.loaded.target is None else said(self.loaded.target, self.definition)

    @property
    def assurance_words(self) -> str:
        """Whether the target will be met, in a word or two; "" where nothing can be said."""
        if self.chart is None or self.chart.assurance is None:
            return ""
        return _(ASSURED[self.chart.assurance])

    @property
    def verdict(self) -> str:
        """better, worse, higher, lower, chance, or "" while nothing can be said."""
        return TYPES[self.chart.variation] if self.chart is not None else ""

    @property
    def verdict_words(self) -> str:
        """The verdict as a tag says it."""
        return _(self.verdict) if self.verdict else _("too few values")

    @property
    def is_concern(self) -> bool:
        """Whether the newest value signals that it is getting worse."""
        return self.chart is not None and self.chart.variation is PointType.CONCERN

    @property
    def is_signal(self) -> bool:
        """Whether the newest value is a signal."""
        return self.chart is not None and self.chart.variation is not PointType.COMMON_CAUSE


def draw_all(measures: Iterable[Measure], *, public: bool, today: date | None = None) -> list[Drawn]:
    """Measures with their charts. `public` leaves out periods of too few cases."""
    return [drawn(each, public=public) for each in load(measures, today=today)]


def drawn(loaded: Loaded, *, public: bool, everything: bool = False, baseline: float | None = None) -> Drawn:
    """One of them. `everything` shows all its periods, however many; `baseline` is a line of its own."""
    open_to = [each for each in loaded.over if not (public and each.hidden)]
    kept = [each for each in open_to if each.value is not None]
    if not everything:
        kept = kept[-SHOWN[loaded.definition.grain] :]
    made = _chart(loaded, kept, baseline) if len(kept) > 1 else None
    return Drawn(loaded, made, len(loaded.over) - len(open_to), public)


def _chart(loaded: Loaded, kept: list[Period], baseline: float | None) -> Chart:
    values = [each.value for each in kept]
    rebases = [Rebase(each.date, each.why) for each in loaded.rebases]
    rebases += [Rebase(day, words, Break.REDEFINED) for day, words in loaded.redefined]
    definition = loaded.definition
    return chart(
        values,
        dates=[each.day for each in kept],
        direction=WAYS[definition.direction],
        target=loaded.target,
        baseline=baseline,
        rebases=rebases,
        annotations=[Annotation(each.day, each.words) for each in loaded.told],
        grain=Grain(definition.grain.value),
        least=0 if all(each >= 0 for each in values if each is not None) else None,
        most=100
        if definition.unit == PERCENT and all(each <= 100 for each in values if each is not None)
        else None,
    )
