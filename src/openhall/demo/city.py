"""Port Alder: an imaginary city of 180,000 people and the records of three of its services."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openhall.demo import information, permit, streets
from openhall.demo.service import ServiceRecords

SEED = 2026


@dataclass(frozen=True, eq=False)
class City:
    """A city and the records of its services, from 1 November 2023 to 31 October 2026."""

    name: str
    services: tuple[ServiceRecords, ...]

    def service(self, key: str) -> ServiceRecords:
        """The service with that key; KeyError when there is none."""
        found = {service.key: service for service in self.services}
        return found[key]


def port_alder(seed: int = SEED) -> City:
    """Make the records of Port Alder; the same seed gives the same records, to the byte."""
    # Each service draws from its own stream, so that a change in one leaves the others as they are.
    draws = (np.random.default_rng(part) for part in np.random.SeedSequence(seed).spawn(3))
    services = (
        simulate(rng)
        for simulate, rng in zip(
            (permit.simulate, information.simulate, streets.simulate), draws, strict=True
        )
    )
    return City("Port Alder", tuple(services))
