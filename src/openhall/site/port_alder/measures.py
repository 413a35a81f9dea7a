"""The measures of Port Alder: what they are computed from, before and since its services run in Openhall."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import numpy as np
import polars as pl
from django.db.models import Min
from django.utils import timezone
from numpy.random import Generator

from openhall.demo.city import SEED, port_alder
from openhall.demo.service import ServiceRecords
from openhall.measure.definitions import Grain
from openhall.measure.definitions.periods import next_start, start_of
from openhall.site.cases.models import Case
from openhall.site.measures.computing import catch_up, measure_due, standing_versions
from openhall.site.measures.history import OLD, take_over
from openhall.site.measures.models import CaseFact, Measure, Typed
from openhall.site.people.models import User
from openhall.site.port_alder.records import RECORDED
from openhall.site.portal.models import Feedback
from openhall.site.services.loading import ready
from openhall.site.services.models import Service

FIRST = date(2023, 11, 1)
CHANNELS = {
    "web": "online", "app": "online", "walk-in": "assisted", "phone": "assisted", "post": "paper", "e-mail": "paper",
}  # fmt: skip
APPROVED = ("granted", "granted with conditions", "answered in full", "answered in part", "granted on appeal")
MEANINGS = {**dict.fromkeys(APPROVED, "approved"), "refused": "rejected"}
COST_OF_A_CASE = {
    "building-permit": 410.0,
    "freedom-of-information": 260.0,
    "street-problems": 95.0,
    "housing-benefit": 180.0,
}
"""Euros, more or less; costs grow by some percent a year."""
SATISFIED = {
    "building-permit": (0.08, 0.1, 0.16, 0.36, 0.3),
    "freedom-of-information": (0.1, 0.12, 0.18, 0.35, 0.25),
    "street-problems": (0.06, 0.08, 0.12, 0.4, 0.34),
    "housing-benefit": (0.12, 0.12, 0.16, 0.33, 0.27),
}
"""The shares of answers from 1 to 5."""
ANSWERS_A_MONTH = 45


def load_measures(by: User, say: Callable[[str], None]) -> None:
    """Fill the measures with the past, once, and publish them."""
    say("Working out how the services of Port Alder do ...")
    services = Service.objects.filter(slug__in=COST_OF_A_CASE)
    taken_over = CaseFact.objects.filter(case__startswith=OLD).values("service")
    lacking = services.filter(slug__in=RECORDED).exclude(pk__in=taken_over)
    if lacking:
        city = port_alder()
        for service in lacking:
            _take_over(service, city.service(service.slug))
    for service in services:
        if not Feedback.objects.filter(service=service, case=None).exists():
            _ask_people(service, np.random.default_rng([SEED, len(service.slug)]))
    while measure_due():
        pass
    brought = Measure.objects.filter(path__startswith="measures/", service__in=services)
    costs = brought.filter(slug__endswith="-cost-per-transaction", typed=None).select_related("service")
    for measure in costs:
        _type_in_costs(measure, by)
    if costs:
        catch_up(standing_versions())
    brought.filter(published_at=None).update(published_at=timezone.now(), published_by=by)


def _take_over(service: Service, records: ServiceRecords) -> None:
    version = service.open_version
    if version is None:
        return
    first = Case.objects.filter(version__service=service).aggregate(first=Min("opened_at"))["first"]
    events = records.events.select(
        pl.col("case:concept:name").alias("case"),
        pl.col("concept:name").alias("activity"),
        pl.col("time:timestamp").alias("at"),
        "department",
        (pl.col("org:role") != "System").fill_null(False).alias("staff"),
    )
    cases = records.cases.select(pl.col("case:concept:name").alias("case"), "channel", "outcome", "district")
    take_over(service, ready(version.pk), events, cases, before=first, meanings=MEANINGS, channels=CHANNELS)


def _ask_people(service: Service, rng: Generator) -> None:
    """What people answered when they were asked how it went, since three years ago or since the service began."""
    shares = np.array(SATISFIED[service.slug])
    first = CaseFact.objects.filter(service=service).aggregate(first=Min("begun"))["first"]
    first = first or Case.objects.filter(version__service=service).aggregate(first=Min("opened_at"))["first"]
    if first is None:
        return
    rows = []
    moment = first
    while moment < timezone.now():
        moment += timedelta(days=float(rng.exponential(30.4 / ANSWERS_A_MONTH)))
        score = int(rng.choice(5, p=shares)) + 1
        ending = Feedback.Ending.DECIDED if rng.random() < 0.7 else Feedback.Ending.SENT
        rows.append(Feedback(service=service, version=1, ending=ending, score=score, at=moment))
    Feedback.objects.bulk_create([row for row in rows if row.at < timezone.now()], batch_size=500)


def _type_in_costs(measure: Measure, by: User) -> None:
    """The costs of each quarter that is over, as the finance department would type them in."""
    assert measure.service is not None
    rng = np.random.default_rng([SEED, measure.pk])
    version = measure.current
    if version is None:
        return
    quarters = list(version.values.filter(by="", n__gt=0).values_list("period", "n"))
    # Of a usual quarter: people and rooms cost the same when fewer apply.
    usual = float(np.median([cases for _, cases in quarters])) if quarters else 0.0
    rows = []
    for quarter, cases in quarters:
        after = next_start(start_of(quarter, Grain.QUARTER), Grain.QUARTER)
        # Of the quarter in which the records begin not all cases are known: each would seem to cost twice as much.
        if quarter < FIRST or after > timezone.localdate():
            continue
        years = (quarter - FIRST).days / 365.25
        cost = COST_OF_A_CASE[measure.service.slug] * 1.03**years * (0.55 * cases + 0.45 * usual)
        rows.append(
            Typed(
                measure=measure, name="cost", period=quarter, number=round(cost * rng.normal(1.0, 0.02), -2), by=by,
                note="Cost accounts of the city treasurer", at=past_hour(after + timedelta(days=24), 9),
            )
        )  # fmt: skip
    Typed.objects.bulk_create(rows)


def past_hour(day: date, hour: int) -> datetime:
    """An hour of a day, by the city's clock; now, where it has not come yet."""
    moment = datetime(day.year, day.month, day.day, hour, tzinfo=timezone.get_default_timezone())
    return min(moment, timezone.now())
