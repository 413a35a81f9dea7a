"""The demo: an imaginary city that uses the site, so that it can be seen at work."""

from django.apps import AppConfig


class PortAlderConfig(AppConfig):
    """The demo: an imaginary city that uses the site."""

    name = "openhall.site.port_alder"
    label = "port_alder"
    verbose_name = "Port Alder"
