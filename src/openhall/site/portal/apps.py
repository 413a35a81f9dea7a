"""What residents see of services: find, apply, track, answer."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """What residents see of services: find, apply, track, answer."""

    name = "openhall.site.portal"
    label = "portal"
    verbose_name = "Portal"
