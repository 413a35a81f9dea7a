"""The door for commands: make Django ready, then run its management commands."""

from __future__ import annotations

import os
import sys


def configure() -> None:
    """Load the settings and the apps; a second call does nothing.

    Raises `django.core.exceptions.ImproperlyConfigured` with one sentence where a variable is missing or wrong.
    """
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openhall.site.web.settings")
    django.setup()


def collect_static() -> None:
    """Put the static files of all apps, compressed and named by their digest, where the web server reads them.

    Needed before serving in production; in the demo and in debug mode files come straight from the package.
    """
    from django.conf import settings
    from django.core.management import call_command

    configure()
    if not settings.WHITENOISE_USE_FINDERS:
        call_command("collectstatic", interactive=False, verbosity=0)


def main() -> None:
    """Run a management command: `python -m openhall.site.web.manage COMMAND`."""
    from django.core.management import execute_from_command_line

    configure()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
