"""Five years of Port Alder's money: its budget, its contracts, and about 100,000 payments to some 400 suppliers.

All of it is drawn from one seed and fits the city's services: the programmes that pay for building permits, street
lighting or housing benefit are there. The tables are given as files, as finance would give them, and go the same way.
"""

from __future__ import annotations

from openhall.demo.money.files import YearFiles, port_alder_money

__all__ = ["YearFiles", "port_alder_money"]
