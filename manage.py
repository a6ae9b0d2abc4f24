#!/usr/bin/env python
"""The command line of the suite: ``python manage.py help`` lists what it can do."""

import os
import sys


def main() -> None:
    """Run the command that the arguments name."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bpm.config.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 needs settings

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
