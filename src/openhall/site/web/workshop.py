"""The app that puts the operator's admin in the place of Django's."""

from django.contrib.admin.apps import AdminConfig


class OperatorAdmin(AdminConfig):
    """Django's admin with `OperatorSite` as its site."""

    default_site = "openhall.site.web.admin.OperatorSite"
