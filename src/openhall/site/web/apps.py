"""The app of the site's shell."""

from django.apps import AppConfig, apps
from django.core.management import call_command
from django.db.models.signals import post_migrate


class Web(AppConfig):
    """Shell of the site; makes the cache's table with the migrations, because throttling counts in it."""

    name = "openhall.site.web"
    label = "web"
    verbose_name = "Openhall"

    def ready(self) -> None:
        """Ask for the cache's table whenever the database is brought up to date."""
        # The signal is sent for apps with models; the shell has none, so it listens to the lowest floor's.
        post_migrate.connect(_make_cache_table, sender=apps.get_app_config("people"))


def _make_cache_table(using: str, verbosity: int = 0, **_: object) -> None:
    call_command("createcachetable", database=using, verbosity=max(verbosity - 1, 0))
