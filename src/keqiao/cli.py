"""The command ``keqiao``: schemes, forms and evaluations without a server, and the web system.

Exit codes: 0 fine, 1 errors in what was given, 2 wrong use, 130 stopped by the user. Every module behind a command
is imported when the command is called: ``keqiao --help`` loads neither polars nor Django.
"""

from __future__ import annotations

import argparse
import gettext
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module

from keqiao import __version__
from keqiao.commands.terminal import FOUND, INTERRUPTED, CommandError, Terminal
from keqiao.language import Language, Message, language_of_environment, message, translations


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A terminal that cannot show Chinese shows question marks instead of a trace-back.
            stream.reconfigure(errors="replace")
    language = language_of(words)
    if words[:1] == ["manage"]:
        from keqiao.commands.site import manage

        return manage(words[1:])
    debug = "--debug" in words
    try:
        with _argparse_in(language):
            arguments = parser(language).parse_args(words)
            terminal = Terminal(language, quiet=arguments.quiet)
            module, _, function = arguments.run.partition(":")
            return int(getattr(import_module(f"keqiao.commands.{module}"), function)(arguments, terminal))
    except KeyboardInterrupt:
        sys.stderr.write(message("Stopped.").in_language(language) + "\n")
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output went away (`| head`): nothing to say, and nothing more to flush.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FOUND
    except CommandError as error:
        sys.stderr.write(error.message.in_language(language) + "\n")
        return error.code
    except Exception as error:
        if debug:
            raise
        sys.stderr.write(_told(error, language) + "\n")
        return FOUND


def _told(error: Exception, language: Language) -> str:
    """Errors in data, schemes and files say what is wrong; anything else is our fault and says so in one line."""
    said = getattr(error, "in_language", None)
    if callable(said):
        return str(said(language))
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


def parser(language: Language) -> argparse.ArgumentParser:  # noqa: PLR0915 - one statement for each word
    """The words that the command understands, with help in ``language``."""

    def say(said: Message) -> str:
        return said.in_language(language).replace("%", "%%")

    common = argparse.ArgumentParser(add_help=False)
    # SUPPRESS: an option before the command is not undone by its default after it.
    common.add_argument(
        "--lang", choices=("zh", "en"), default=argparse.SUPPRESS, help=say(message("language: zh or en"))
    )
    common.add_argument(
        "--quiet",
        action="store_true",
        default=argparse.SUPPRESS,
        help=say(message("print no progress and no tables")),
    )
    common.add_argument(
        "--debug",
        action="store_true",
        default=argparse.SUPPRESS,
        help=say(message("show the details of an unexpected error")),
    )
    top = argparse.ArgumentParser(
        prog="keqiao",
        parents=[common],
        description=say(message("Keqiao evaluates innovation platforms by a scheme written as data.")),
        epilog=say(
            message("A scheme is a YAML file, or the code of one in the package: keqiao scheme list.")
        ),
    )
    top.set_defaults(lang=None, quiet=False, debug=False)
    top.add_argument("--version", action="version", version=f"keqiao {__version__}")
    commands = top.add_subparsers(
        title=say(message("commands")), metavar=say(message("COMMAND")), required=True, dest="command"
    )

    def command(
        group: argparse._SubParsersAction[argparse.ArgumentParser], name: str, run: str, help_: Message
    ) -> argparse.ArgumentParser:
        made = group.add_parser(name, parents=[common], help=say(help_), description=say(help_))
        made.set_defaults(run=run)
        return made

    scheme_help = message("check or explain a scheme, list those in the package")
    scheme = commands.add_parser("scheme", help=say(scheme_help), description=say(scheme_help))
    schemes = scheme.add_subparsers(
        title=say(message("commands")), metavar=say(message("COMMAND")), required=True, dest="part"
    )
    named = say(message("the scheme: a YAML file or the code of a packaged scheme"))

    one = command(
        schemes, "check", "schemes:check", message("find what is wrong with a scheme before any data comes")
    )
    one.add_argument("file", metavar="FILE", help=named)
    one.add_argument("--strict", action="store_true", help=say(message("warnings count as errors")))
    one = command(schemes, "explain", "schemes:explain", message("say in plain words what a scheme does"))
    one.add_argument("file", metavar="FILE", help=named)
    one.add_argument("-o", "--output", metavar="OUT.md", help=say(message("write to this file")))
    command(schemes, "list", "schemes:list_packaged", message("list the schemes in the package"))

    one = command(
        commands, "template", "forms:template", message("write the Excel form for a scheme's measures")
    )
    one.add_argument("file", metavar="FILE", help=named)
    one.add_argument(
        "-o", "--output", metavar="T.xlsx", required=True, help=say(message("write to this file"))
    )
    one.add_argument("--units", metavar="U.xlsx", help=say(message("a list of the units (.xlsx or .csv)")))
    one.add_argument(
        "--period", metavar="P", action="append", help=say(message("a period to prepare; may be repeated"))
    )
    one.add_argument(
        "--expert", metavar="E", action="append", help=say(message("an expert who rates; may be repeated"))
    )
    one.add_argument("--verified", action="store_true", help=say(message("add a sheet for verified values")))

    one = command(commands, "evaluate", "evaluation:evaluate", message("evaluate a data file by a scheme"))
    one.add_argument("file", metavar="FILE", help=named)
    one.add_argument(
        "--data", metavar="D", required=True, help=say(message("the data: .xlsx, .csv or .parquet"))
    )
    one.add_argument("--sheet", metavar="S", help=say(message("the sheet to read")))
    one.add_argument(
        "--period",
        metavar="P",
        help=say(message("evaluate this period only; the period of data without such a column")),
    )
    one.add_argument(
        "--basis",
        choices=("reported", "verified", "both"),
        help=say(
            message(
                "the figures used: reported (default), verified (reported where none is verified), or both side by side"
            )
        ),
    )
    one.add_argument(
        "-o",
        "--output",
        metavar="OUT",
        required=True,
        help=say(message("write to this file: .xlsx, .csv or .json")),
    )

    one = command(
        commands,
        "efficiency",
        "efficiency:efficiency",
        message("compare units by what they use and bring forth (data envelopment analysis)"),
    )
    _efficiency_words(one, say)

    one = command(
        commands,
        "allocate",
        "allocation:allocate",
        message("share out money by rules and scores, every line with its formula"),
    )
    _allocation_words(one, say)

    one = command(
        commands, "robustness", "robustness:robustness", message("tell how sure ranks and grades are")
    )
    one.add_argument("data", metavar="DATA", help=say(message("the data: .xlsx, .csv or .parquet")))
    one.add_argument("--scheme", metavar="S", required=True, help=named)
    one.add_argument("--sheet", metavar="S", help=say(message("the sheet to read")))
    one.add_argument("--period", metavar="P", help=say(message("the period (the last one)")))
    one.add_argument(
        "--basis",
        choices=("reported", "verified"),
        default="reported",
        help=say(message("the figures used: reported (default) or verified")),
    )
    one.add_argument("--draws", metavar="N", type=int, default=2000, help=say(message("draws (2000)")))
    one.add_argument("--seed", metavar="N", type=int, default=1, help=say(message("seed of the draws (1)")))
    one.add_argument(
        "--interval",
        metavar="X",
        type=float,
        default=0.9,
        help=say(message("share of draws within the interval (0.9)")),
    )
    one.add_argument(
        "--weights",
        metavar="X",
        type=float,
        help=say(message("every weight may be higher or lower by this share")),
    )
    one.add_argument(
        "--normalisation",
        metavar="R",
        action="append",
        help=say(message("another scoring rule that could have been used; may be repeated")),
    )
    one.add_argument(
        "--aggregation",
        metavar="M",
        action="append",
        help=say(message("another mean that could have been used; may be repeated")),
    )
    one.add_argument(
        "--design", metavar="T", help=say(message("a table of parameters, one row per draw (.csv or .xlsx)"))
    )
    one.add_argument("-o", "--output", metavar="OUT", help=say(message("write to this file: .xlsx or .csv")))

    one = command(commands, "serve", "site:serve", message("serve the web system"))
    one.add_argument("--port", type=int, help=say(message("the port (PORT, or 8000)")))
    one.add_argument("--host", help=say(message("the address to listen on (KEQIAO_BIND, or 127.0.0.1)")))
    one = command(commands, "demo", "site:demo", message("make the demonstration city in the database"))
    one.add_argument(
        "--reset", action="store_true", help=say(message("delete the demonstration city and make it anew"))
    )
    command(
        commands, "manage", "site:manage", message("pass on to the management commands of the web system")
    )
    return top


def _efficiency_words(one: argparse.ArgumentParser, say: Callable[[Message], str]) -> None:
    """The words of ``keqiao efficiency``."""
    one.add_argument(
        "data", metavar="DATA", help=say(message("a table with a row for each unit: .xlsx, .csv or .parquet"))
    )
    for option, help_ in (
        ("--inputs", message("headings of the inputs, with commas or spaces between")),
        ("--outputs", message("headings of the outputs, with commas or spaces between")),
    ):
        one.add_argument(option, metavar="H", nargs="+", required=True, help=say(help_))
    for option, help_ in (
        ("--fixed", message("inputs or outputs that the units cannot steer")),
        ("--harmful", message("outputs of which less is better")),
    ):
        one.add_argument(option, metavar="H", nargs="+", help=say(help_))
    one.add_argument("--unit", metavar="H", help=say(message("heading of the column with the units' names")))
    one.add_argument("--sheet", metavar="S", help=say(message("the sheet to read")))
    one.add_argument("--period", metavar="P", help=say(message("take the rows of this period only")))
    one.add_argument(
        "--model",
        choices=("radial", "sbm", "additive"),
        default="radial",
        help=say(message("radial (default), sbm: slacks-based measure, additive: sum of slacks")),
    )
    one.add_argument(
        "--returns",
        choices=("vrs", "crs", "drs", "irs", "fdh"),
        default="vrs",
        help=say(message("returns to scale: vrs (default), crs, drs, irs; fdh: free disposal hull")),
    )
    one.add_argument(
        "--orientation",
        choices=("input", "output", "directional"),
        help=say(message("less input (default), more output, or both at once; sbm: both unless given")),
    )
    one.add_argument(
        "--super", action="store_true", help=say(message("super-efficiency: each unit against the others"))
    )
    one.add_argument(
        "-o", "--output", metavar="OUT.xlsx", help=say(message("write to this file (DATA-efficiency.xlsx)"))
    )


def _allocation_words(one: argparse.ArgumentParser, say: Callable[[Message], str]) -> None:
    """The words of ``keqiao allocate``."""
    one.add_argument(
        "rules", metavar="RULES", help=say(message("the rules: a YAML file or the code of packaged rules"))
    )
    one.add_argument(
        "data",
        metavar="SCORES",
        help=say(message("a table with a row for each unit: .xlsx, .csv or .parquet")),
    )
    one.add_argument(
        "--pool", metavar="X", help=say(message("the money to share out, in the unit of the rules"))
    )
    one.add_argument(
        "--compare",
        metavar="RULES",
        action="append",
        help=say(message("other rules over the same scores, side by side; may be repeated")),
    )
    for option, help_ in (
        ("--unit", message("heading of the column with the units' names")),
        ("--score", message("heading of the column with the scores")),
        ("--grade", message("heading of the column with the grades")),
    ):
        one.add_argument(option, metavar="H", help=say(help_))
    one.add_argument("--sheet", metavar="S", help=say(message("the sheet to read")))
    one.add_argument("--period", metavar="P", help=say(message("take the rows of this period only")))
    one.add_argument(
        "--scheme", metavar="S", help=say(message("tell how sure the amounts are: the scheme of the scores"))
    )
    one.add_argument(
        "--data", metavar="D", dest="figures", help=say(message("the data that the scheme evaluates"))
    )
    one.add_argument(
        "--weights",
        metavar="X",
        type=float,
        help=say(message("every weight may be higher or lower by this share")),
    )
    one.add_argument("--draws", metavar="N", type=int, default=2000, help=say(message("draws (2000)")))
    one.add_argument("--seed", metavar="N", type=int, default=1, help=say(message("seed of the draws (1)")))
    one.add_argument(
        "-o", "--output", metavar="OUT.xlsx", required=True, help=say(message("write to this file"))
    )


@contextmanager
def _argparse_in(language: Language) -> Iterator[None]:
    """argparse speaks through the gettext it imported; for a while, through our catalogue instead."""
    catalogue = translations(language)

    def several(one: str, many: str, count: int) -> str:
        return catalogue.gettext(one if count == 1 else many)

    argparse._ = catalogue.gettext  # type: ignore[attr-defined]
    argparse.ngettext = several  # type: ignore[attr-defined]
    try:
        yield
    finally:
        argparse._ = gettext.gettext  # type: ignore[attr-defined]
        argparse.ngettext = gettext.ngettext  # type: ignore[attr-defined]


if __name__ == "__main__":
    sys.exit(main())
