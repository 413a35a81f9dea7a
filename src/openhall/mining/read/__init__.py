"""Read event logs from the files that bodies have.

`read_log(path, options)` finds out what a file is and gives an `EventLog`. Each format has a module with one
function that gives a `Reading`: plain tables and what could not be read. `build` turns that into a log.
"""

from openhall.mining.read.build import Reading, build
from openhall.mining.read.options import ReadOptions

__all__ = ["ReadOptions", "Reading", "build"]
