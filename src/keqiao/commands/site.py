"""``keqiao serve | demo | manage``: the web system. Only these load it."""

from __future__ import annotations

import argparse
import sys
import warnings

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

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "keqiao.web.site.settings")
    from keqiao.web.site.environment import ConfigurationError

    try:
        if arguments.reset or not _demonstration_is_there():
            _build(arguments.reset, terminal)
    except ConfigurationError as error:
        raise CommandError(message("{error}", error=str(error))) from error
    from keqiao.demo.roster import ACCOUNTS, PASSWORD

    names = ", ".join(account.username for account in ACCOUNTS[:11])
    terminal.print(
        message(
            "Demonstration accounts: {names}, clerk_01, director_01 …; password: {password}",
            names=names,
            password=PASSWORD,
        )
    )
    return OK


def _demonstration_is_there() -> bool:
    """Ask the database with one query, before Django's applications are loaded: a second start shall be quick."""
    from django.db import DatabaseError, connection

    try:
        with warnings.catch_warnings(), connection.cursor() as cursor:
            # Django warns of queries before its applications are ready; this one needs none of them.
            warnings.simplefilter("ignore", RuntimeWarning)
            cursor.execute("SELECT demonstration FROM registry_region")
            return any(row[0] for row in cursor.fetchall())
    except DatabaseError:
        # No such table yet, or no database: what follows makes it, or says what is wrong.
        return False
    finally:
        connection.close()


def _build(reset: bool, terminal: Terminal) -> None:
    """Bring the database up to date and build the city in it."""
    import django
    from django.db import OperationalError

    django.setup()
    from keqiao.demo.build import DemoRefused, build
    from keqiao.web.serving import prepare

    try:
        prepare()
        with terminal.progress() as progress:
            built = build(reset, lambda share, said: progress(share, Message(said)))
    except DemoRefused as error:
        said = message(
            "The database holds an installation that is not the demonstration; nothing was changed."
        )
        raise CommandError(said) from error
    except OperationalError as error:
        said = message(
            "The database cannot be used: {reason}. Check DATABASE_URL and KEQIAO_DATA.",
            reason=str(error).strip().splitlines()[0],
        )
        raise CommandError(said) from error
    if built.fresh:
        terminal.print(message("The demonstration city is ready."))


def manage(words: list[str]) -> int:
    """Pass on to Django's management commands."""
    from keqiao.web.__main__ import main

    main(words)
    return OK
