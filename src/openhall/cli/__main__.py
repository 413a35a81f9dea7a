"""`python -m openhall.cli` is the `openhall` command."""

from openhall.cli import main

main()
