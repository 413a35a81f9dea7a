"""Reports of 50 services as PDF/UA: four measures each, two years of months."""

from __future__ import annotations

import json
import resource
import time
from datetime import date

import numpy as np

from openhall.measure.report import Figure, Report, Section, page_of, pdfs_of
from openhall.measure.spc import chart

SERVICES = 50
DAYS = [date(2024 + k // 12, k % 12 + 1, 1) for k in range(24)]


def report(number: int) -> Report:
    """The report of one service."""
    random = np.random.default_rng(number)
    figures = tuple(
        Figure(
            name,
            "How well do we do?",
            "days",
            chart((20 + random.normal(0, 2, 24)).tolist(), dates=DAYS, direction="decrease", target=18.0),
        )
        for name in ("Days to decision", "Backlog", "Right the first time", "Take-up")
    )
    section = Section(f"Service {number}", figures)
    return Report(f"How service {number} does", "Port Alder", DAYS[0], DAYS[-1], DAYS[-1], (section,))


def main() -> None:
    """Make them all, and print seconds, memory and the bytes of a report."""
    began = time.perf_counter()
    made = pdfs_of([page_of(report(number)) for number in range(SERVICES)])
    seconds = time.perf_counter() - began
    # They are set in processes of their own.
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(json.dumps({"seconds": [seconds], "peak_mb": peak, "answer": sum(map(len, made)) / len(made)}))


if __name__ == "__main__":
    main()
