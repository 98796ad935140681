"""The command ``keqiao``: schemes, forms and evaluations without a server, and the web system.

Exit codes: 0 fine, 1 errors in what was given, 2 wrong use, 130 stopped by the user. Every module behind a command
is imported when the command is called, and imports what it computes with only then: ``keqiao --help`` loads neither
polars nor Django.
"""

from __future__ import annotations

import gettext
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import click

from keqiao import __version__
from keqiao.commands.options import CommandGroup, Option
from keqiao.commands.terminal import INTERRUPTED, INVALID, OK, USAGE, CommandError
from keqiao.language import CATALOGUE, Language, language_of_environment, message


def _show_version(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    if value:
        click.echo(f"keqiao {__version__}")
        context.exit(OK)


keqiao = CommandGroup(
    "keqiao",
    commands_at={
        "scheme": "keqiao.commands.schemes:scheme",
        "rules": "keqiao.commands.rules:rules",
        "template": "keqiao.commands.forms:template",
        "evaluate": "keqiao.commands.evaluation:evaluate",
        "efficiency": "keqiao.commands.efficiency:efficiency",
        "allocate": "keqiao.commands.allocation:allocate",
        "robustness": "keqiao.commands.robustness:robustness",
        "leave-out": "keqiao.commands.leaving_out:leave_out",
        "match": "keqiao.commands.matching:match",
        "programme": "keqiao.commands.programmes:programme",
        "eligible": "keqiao.commands.eligibility:eligible",
        "share-income": "keqiao.commands.income:share_income_command",
        "cap-table": "keqiao.commands.equity:cap_table_command",
        "report": "keqiao.commands.reports:report",
        "notice": "keqiao.commands.notices:notice",
        "serve": "keqiao.commands.site:serve",
        "worker": "keqiao.commands.site:worker",
        "demo": "keqiao.commands.site:demo",
        "backup": "keqiao.commands.backups:backup",
        "restore": "keqiao.commands.backups:restore",
        "verify": "keqiao.commands.backups:verify",
        "manage": "keqiao.commands.site:manage",
    },
    help_text=message(
        "Keqiao evaluates innovation platforms by a scheme written as data. "
        "A scheme is a YAML file, or the code of one in the package: keqiao scheme list."
    ),
    params=[
        Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_show_version,
            help_text=message("show the version and exit"),
        )
    ],
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A terminal that cannot show Chinese shows question marks instead of a trace-back.
            stream.reconfigure(errors="replace")
    language = language_of(words)
    # The management commands of Django tell their errors themselves.
    debug = "--debug" in words or words[:1] == ["manage"]
    try:
        with speaking(language):
            code = keqiao.main(words, "keqiao", standalone_mode=False, obj=language)
        return int(code or OK)
    except (click.Abort, KeyboardInterrupt):
        sys.stderr.write(message("Stopped.").in_language(language) + "\n")
        return INTERRUPTED
    except click.UsageError as error:
        with speaking(language):
            error.show()
        return USAGE
    except BrokenPipeError:
        # The reader of our output went away (`| head`): nothing to say, and nothing more to flush.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return INVALID
    except CommandError as error:
        sys.stderr.write(error.message.in_language(language) + "\n")
        return error.code
    except Exception as error:
        if debug:
            raise
        sys.stderr.write(_sentence(error, language) + "\n")
        return INVALID


def _sentence(error: Exception, language: Language) -> str:
    """Errors in data, schemes and files say what is wrong; anything else is our fault and says so in one line."""
    in_language = getattr(error, "in_language", None)
    if callable(in_language):
        return str(in_language(language))
    text = str(error).splitlines()[0] if str(error) else ""
    return message(
        "Unexpected error, {kind}: {text} Please run the command again with --debug and report what it prints.",
        kind=type(error).__name__,
        text=text,
    ).in_language(language)


def language_of(words: Sequence[str]) -> Language:
    """The language of ``--lang``, else that of the environment; needed before the words are parsed, for the help."""
    for position, word in enumerate(words):
        value = (
            words[position + 1]
            if word == "--lang" and position + 1 < len(words)
            else word.partition("--lang=")[2]
        )
        if value in {"zh", "en"}:
            return "zh" if value == "zh" else "en"
    return language_of_environment()


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """click takes its sentences from gettext's current domain: for a while that is our catalogue in ``language``."""
    before = gettext.textdomain(), os.environ.get("LANGUAGE")
    gettext.bindtextdomain("keqiao", str(CATALOGUE))
    gettext.textdomain("keqiao")
    os.environ["LANGUAGE"] = "zh_Hans" if language == "zh" else "en"
    try:
        yield
    finally:
        gettext.textdomain(before[0])
        os.environ.pop("LANGUAGE", None)
        if before[1] is not None:
            os.environ["LANGUAGE"] = before[1]


if __name__ == "__main__":
    sys.exit(main())
