"""``keqiao serve | demo | manage``: the web system. Only these load it."""

from __future__ import annotations

import argparse
import sys

from keqiao.commands.terminal import OK, CommandError, Terminal
from keqiao.language import Message, message


def serve(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Serve the web system until stopped."""
    from keqiao.web.serving import serve as run
    from keqiao.web.site.environment import ConfigurationError

    def announce(address: str) -> None:
        terminal.print(message("Keqiao is running at {address} (stop with Ctrl-C).", address=address))
        sys.stdout.flush()

    try:
        return run(arguments.port, arguments.host, announce)
    except ConfigurationError as error:
        raise CommandError(message("{error}", error=str(error))) from error


def demo(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Make the demonstration city in the database, unless it is there already; tell its accounts."""
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "keqiao.web.site.settings")
    from keqiao.web.site.environment import ConfigurationError

    try:
        django.setup()
    except ConfigurationError as error:
        raise CommandError(message("{error}", error=str(error))) from error
    from keqiao.demo.build import DemoRefused, build
    from keqiao.web.serving import prepare

    prepare()
    try:
        with terminal.progress() as progress:
            built = build(arguments.reset, lambda share, said: progress(share, Message(said)))
    except DemoRefused as error:
        said = message(
            "The database holds an installation that is not the demonstration; nothing was changed."
        )
        raise CommandError(said) from error
    if built.fresh:
        terminal.print(message("The demonstration city is ready."))
    names = ", ".join(account.username for account in built.accounts[:11])
    terminal.print(
        message(
            "Demonstration accounts: {names}, clerk_01, director_01 …; password: {password}",
            names=names,
            password=built.password,
        )
    )
    return OK


def manage(words: list[str]) -> int:
    """Pass on to Django's management commands."""
    from keqiao.web.__main__ import main

    main(words)
    return OK
