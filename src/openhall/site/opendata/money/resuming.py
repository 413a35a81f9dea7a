"""Years that a worker was reading when it was killed: read again, a few times, and then given back with a sentence."""

from __future__ import annotations

import logging

from django.db.models import F
from django.utils import timezone

from openhall.process.saying import gettext, keep
from openhall.site.opendata.money.models import MoneyVersion
from openhall.site.opendata.money.tasks import read_money
from openhall.site.opendata.publishing.working import held
from openhall.site.opendata.resuming import LEFT, MOST_TRIES, QUIET, waiting

logger = logging.getLogger(__name__)


def resume_years() -> int:
    """Have read again what was left; says how many years that were."""
    left = list(MoneyVersion.objects.under_way().filter(made_at__lt=timezone.now() - QUIET))
    queued = waiting(read_money) if left else set()
    return sum(_resume(version) for version in left if version.pk not in queued)


def _resume(left: MoneyVersion) -> bool:
    version = MoneyVersion.objects.under_way().filter(pk=left.pk)
    with held(version) as found:
        if found is None:
            return False
        if left.tries + 1 >= MOST_TRIES:
            logger.error("year %s was left %s times; it is given back", left.name, left.tries + 1)
            words = gettext(LEFT, tries=left.tries + 1)
            version.update(status=MoneyVersion.Status.FAILED, problem=keep(words), tries=0)
            return True
        logger.warning("year %s was left by its worker; it is read again", left.name)
        version.update(tries=F("tries") + 1)
    read_money.enqueue(left.pk)
    return True
