"""``python -m keqiao.web …``: Django's management commands with our settings (``manage`` may be written or not)."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line

from keqiao.web.site.environment import ConfigurationError


def main(arguments: list[str]) -> None:
    """Run one management command; ``arguments`` are the words after the program's name."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "keqiao.web.site.settings")
    words = arguments[1:] if arguments[:1] == ["manage"] else arguments
    try:
        execute_from_command_line(["keqiao manage", *words])
    except ConfigurationError as error:
        sys.exit(f"keqiao: {error}")


if __name__ == "__main__":
    main(sys.argv[1:])
