"""Processes that are forked from a test, and that must not share its connections to the database.

A child that goes on with its parent's connection shares its parent's file locks, too: they stay taken when it is
killed.
"""

from __future__ import annotations

import asyncio

from django.db import connections


def close_connections() -> None:
    """Close what this thread has open, before it forks.

    Django keeps one connection for a thread and another for the event loop that runs in it, and closes that of the
    two in which it is asked. A browser's driver leaves its loop running in the thread of the tests, but a loop does
    not run on in a child: the child would find the connection that its parent has outside of the loop.
    """
    connections.close_all()
    loop = asyncio._get_running_loop()
    if loop is not None:
        asyncio._set_running_loop(None)
        try:
            connections.close_all()
        finally:
            asyncio._set_running_loop(loop)
