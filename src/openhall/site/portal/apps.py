"""What residents see of services: find, apply, track, answer."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """What residents see of services: find, apply, track, answer."""

    name = "openhall.site.portal"
    label = "portal"
    verbose_name = "Portal"

    def ready(self) -> None:
        """Tell erasing what is to be forgotten here."""
        from openhall.site.cases import others

        others.FORGETTING.append("openhall.site.portal.forgetting.forget_feedback")
