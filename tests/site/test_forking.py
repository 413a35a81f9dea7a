"""A process that is forked from a test has no connection of the test's, whatever ran in it before."""

from __future__ import annotations

import asyncio
import os

import pytest
from django.contrib.auth.models import Group
from django.db import connection

from tests.site.forking import close_connections


@pytest.mark.parametrize("in_loop", [False, True])
def test_a_child_finds_no_connection_open(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch, in_loop: bool
) -> None:
    before = asyncio._get_running_loop()
    loop = asyncio.new_event_loop()
    asyncio._set_running_loop(None)
    try:
        assert not Group.objects.filter(name="nobody").exists()
        if in_loop:
            asyncio._set_running_loop(loop)
            monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
            assert not Group.objects.filter(name="nobody").exists()
        close_connections()
        child = os.fork()
        if not child:
            os._exit(0 if connection.connection is None else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert (asyncio._get_running_loop() is loop) == in_loop
    finally:
        asyncio._set_running_loop(before)
        loop.close()
