"""Datasette's side, run by the Python that has it: `open_data_peer.py DATABASE`. From a request to its JSON.

The request goes to Datasette's application itself, without a network between.
"""

import asyncio
import json
import sys
import time
from urllib.parse import quote

from datasette.app import Datasette

RUNS = {"page": 40, "row": 200}
COLUMNS = "case_id, opened, closed, status, agency, category, neighborhood, source, details, hours, longitude, latitude"
QUERIES = {
    "page": f"select {COLUMNS} from cases where neighborhood = 'Neighborhood 7' and status = 'Open' "
    "order by opened desc limit 50",
    "group": "select category, count(*) as n from cases group by category order by n desc",
    "months": "select substr(opened, 1, 7) as m, count(*) as n from cases group by m order by m",
    "row": f"select {COLUMNS} from cases where case_id = 13333332",
    "text": "select count(*), avg(hours) from cases where details like '%graffiti%'",
}


async def main(database):
    peer = Datasette([database], settings={"sql_time_limit_ms": 120_000, "num_sql_threads": 2})
    await peer.invoke_startup()
    told = {}
    for name, query in QUERIES.items():
        address = f"/open_data.json?sql={quote(query)}&_shape=array"

        async def ask(address=address):
            answer = await peer.client.get(address)
            assert answer.status_code == 200, answer.text
            return len(answer.json())

        rows, taken = await ask(), []
        for _ in range(RUNS.get(name, 3)):
            begun = time.perf_counter()
            await peer.client.get(address)
            taken.append((time.perf_counter() - begun) * 1000)
        told[name] = {"ms": taken, "rows": rows}
    print(json.dumps(told))


asyncio.run(main(sys.argv[1]))
