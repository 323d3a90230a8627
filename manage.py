#!/usr/bin/env python3
"""The command line: Django's own, in an environment that it makes for itself where Django is missing."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path


def main() -> None:
    """Run the command that the arguments name."""
    if sys.version_info < (3, 11):  # noqa: UP036 -- whoever starts it with an older Python shall read why it stops
        sys.exit("This project needs Python 3.11 or later; this is Python %d.%d." % sys.version_info[:2])  # noqa: UP031
    if find_spec("django") is None:
        from settings.bootstrap import enter_environment  # noqa: PLC0415 -- not before the version is known to do

        enter_environment(sys.argv)
    if sys.argv[1:2] == ["test"]:
        run_tests()
    run_django()


def run_tests() -> None:
    """Hand over to pytest, with the arguments as they are."""
    if find_spec("pytest") is None:
        sys.exit("pytest is not installed in this environment: pip install -r requirements-dev.txt")
    import pytest  # noqa: PLC0415 -- not before it is known to be there

    os.chdir(Path(__file__).resolve().parent)
    sys.exit(pytest.main(sys.argv[2:]))


def run_django() -> None:
    """Run Django's command line; faulty settings are told in one message, without a traceback."""
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415 -- not before there is a Django
    from django.core.management import execute_from_command_line  # noqa: PLC0415 -- not before there is a Django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.dev")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
