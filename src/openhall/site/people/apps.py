"""The app of people and roles."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class People(AppConfig):
    """Makes one group for each role with the migrations, so that an operator can always give it."""

    name = "openhall.site.people"
    label = "people"
    verbose_name = "People"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Ask for the roles' groups whenever the database is brought up to date."""
        from openhall.site.people.roles import make_groups

        post_migrate.connect(make_groups, sender=self)
