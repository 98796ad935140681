"""``keqiao serve | demo | manage``: the web system. Only these load it."""

from __future__ import annotations

import sys
import warnings
from importlib.util import find_spec

import click

from keqiao.commands.options import argument, command, option
from keqiao.commands.terminal import OK, USAGE, CommandError, Terminal
from keqiao.language import Message, message


def require_web() -> None:
    """Raise :class:`CommandError`, with what to install, where keqiao stands without its web system."""
    if find_spec("django") is None:
        raise CommandError(
            message(
                "The web system is not installed here. Install it: {words}", words='pip install "keqiao[web]"'
            )
        )


@command("serve", message("serve the web system"))
@option("--port", type=int, help_text=message("the port (PORT, or 8000)"))
@option("--host", help_text=message("the address to listen on (KEQIAO_BIND, or 127.0.0.1)"))
def serve(terminal: Terminal, port: int | None, host: str | None) -> int:
    """Serve the web system until stopped."""
    require_web()
    from keqiao.web.serving import serve as run
    from keqiao.web.site.environment import ConfigurationError

    def announce(address: str) -> None:
        terminal.print(message("Keqiao is running at {address} (stop with Ctrl-C).", address=address))
        sys.stdout.flush()

    try:
        return run(port, host, announce)
    except ConfigurationError as error:
        raise CommandError(message("{error}", error=str(error))) from error


@command("worker", message("take background jobs, here or on another host of the same database"))
@option("--processes", metavar="N", type=click.IntRange(1, 64), default=1, help_text=message("processes (1)"))
@option(
    "--kinds",
    metavar="K",
    default="*",
    help_text=message("take jobs of these kinds only: evaluations.run,facts.freeze"),
)
@option("--without", metavar="K", default="", help_text=message("take jobs of all kinds but these"))
def worker(terminal: Terminal, processes: int, kinds: str, without: str) -> int:
    """Take background jobs until stopped; jobs of a worker that is killed are begun again by another."""
    require_web()
    from keqiao.web.serving import serve_jobs
    from keqiao.web.site.environment import ConfigurationError

    if without and kinds != "*":
        raise CommandError(message("Give --kinds or --without, not both."), USAGE)
    terminal.print(message("Taking background jobs (stop with Ctrl-C)."))
    sys.stdout.flush()
    try:
        return serve_jobs(processes, kinds, without)
    except ConfigurationError as error:
        raise CommandError(message("{error}", error=str(error))) from error


@command("demo", message("make the demonstration city in the database"))
@option("--reset", is_flag=True, help_text=message("delete the demonstration city and make it anew"))
@option(
    "--second-year",
    is_flag=True,
    help_text=message("let the city live on through 2025: figures, grades and money of a second year"),
)
def demo(terminal: Terminal, reset: bool, second_year: bool) -> int:
    """Make the demonstration city in the database, unless it is there already; tell its accounts."""
    require_web()
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "keqiao.web.site.settings")
    from keqiao.web.site.environment import ConfigurationError

    try:
        if reset or second_year or not _demonstration_is_there():
            _build(reset, second_year, terminal)
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


def _build(reset: bool, second_year: bool, terminal: Terminal) -> None:
    """Bring the database up to date and build the city in it."""
    import django
    from django.db import OperationalError

    django.setup()
    from keqiao.demo.build import DemoRefused, TooEarly, WithoutSecondYear, build
    from keqiao.demo.second_year import END
    from keqiao.web.serving import prepare

    try:
        prepare()
        with terminal.progress() as progress:
            built = build(
                reset, lambda share, sentence: progress(share, Message(sentence)), second_year=second_year
            )
    except WithoutSecondYear as error:
        sentence = message(
            "The demonstration city is there without its second year. Make it anew: keqiao demo --reset --second-year"
        )
        raise CommandError(sentence) from error
    except TooEarly as error:
        sentence = message(
            "The second year is told until {day}; the clock of this machine stands before that day.",
            day=f"{END:%Y-%m-%d}",
        )
        raise CommandError(sentence) from error
    except DemoRefused as error:
        sentence = message(
            "The database holds an installation that is not the demonstration; nothing was changed."
        )
        raise CommandError(sentence) from error
    except OperationalError as error:
        sentence = message(
            "The database cannot be used: {reason}. Check DATABASE_URL and KEQIAO_DATA.",
            reason=str(error).strip().splitlines()[0],
        )
        raise CommandError(sentence) from error
    if built.fresh:
        terminal.print(message("The demonstration city is ready."))


@command(
    "manage",
    message("pass on to the management commands of the web system"),
    add_help_option=False,
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
)
@argument("words", message("the management command with its words"), nargs=-1, type=click.UNPROCESSED)
def manage(terminal: Terminal, words: tuple[str, ...]) -> int:
    """Pass on to Django's management commands."""
    require_web()
    from keqiao.web.__main__ import main

    main(list(words))
    return OK
