"""Commands whose help is told in Chinese or English, with the options that every command has.

Help texts are :class:`~keqiao.language.Message`; click's own sentences come from the same catalogue through gettext
(see :func:`keqiao.cli.speaking`). ``--lang``, ``--quiet`` and ``--debug`` may stand before or after a command.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from gettext import gettext
from importlib import import_module
from typing import Any

import click
from click.shell_completion import CompletionItem

from keqiao.commands.terminal import Terminal
from keqiao.language import Language, Message, language_of_environment, message

QUIET = "keqiao.quiet"
"""Where click keeps that ``--quiet`` was given, before the command or after it."""


def language_in(context: click.Context) -> Language:
    """The language of this call of the command."""
    return "zh" if context.find_root().obj == "zh" else "en"


class Option(click.Option):
    """An option with its help in both languages."""

    def __init__(self, names: Sequence[str], *, help_text: Message, **settings: Any) -> None:
        super().__init__(names, help=str(help_text), **settings)
        self.help_text = help_text

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The names and the sentence."""
        record = super().get_help_record(ctx)
        return record and (record[0], self.help_text.in_language(language_in(ctx)))


class SeveralWords(Option):
    """An option that takes every word up to the next option: ``--inputs staff funds``."""

    def __init__(self, names: Sequence[str], **settings: Any) -> None:
        super().__init__(names, multiple=True, **settings)


class Argument(click.Argument):
    """A word without a dash, with its help in both languages."""

    def __init__(self, names: Sequence[str], *, help_text: Message, **settings: Any) -> None:
        super().__init__(names, help=str(help_text), **settings)
        self.help_text = help_text

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        """The word and the sentence."""
        return self.make_metavar(ctx), self.help_text.in_language(language_in(ctx))


class LocalizedCommand(click.Command):
    """A command with its help in both languages."""

    def __init__(self, name: str, *, help_text: Message, **settings: Any) -> None:
        super().__init__(name, help=str(help_text), **settings)
        self.help_text = help_text
        self.params += _common_options()

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Give each word after a :class:`SeveralWords` option that option's name, then parse as click does."""
        return super().parse_args(ctx, _spread(args, self.params))

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """``--help``, told in the language of the call."""
        option = super().get_help_option(ctx)
        if option is not None:
            # click keeps the option, and with it the language of the first call.
            option.help = gettext("Show this message and exit.")
        return option

    def get_short_help_str(self, limit: int = 45) -> str:
        """The whole sentence: ours are short."""
        return self.help_text.in_language(_language_now())

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The sentence below the usage."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(self.help_text.in_language(language_in(ctx)))


class CommandGroup(LocalizedCommand, click.Group):
    """A command of commands, each imported when it is called or listed.

    ``commands_at`` gives the place of each: ``keqiao.commands.evaluation:evaluate``.
    """

    def __init__(self, name: str, *, commands_at: dict[str, str], **settings: Any) -> None:
        super().__init__(name, **settings)
        self.commands_at = commands_at

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order in which they are declared."""
        return list(self.commands_at)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command of a name; None where there is none."""
        module, _, name = self.commands_at.get(cmd_name, "").partition(":")
        return getattr(import_module(module), name) if module else None


def command(
    name: str, help_text: Message, **settings: Any
) -> Callable[[Callable[..., int]], LocalizedCommand]:
    """Declare a command: the function gets its values by name and a terminal first, and returns the exit code."""

    def declared(function: Callable[..., int]) -> LocalizedCommand:
        @wraps(function)
        @click.pass_context
        def run(context: click.Context, /, **values: Any) -> int:
            return function(Terminal(language_in(context), quiet=QUIET in context.meta), **values)

        parameters = list(reversed(getattr(function, "__click_params__", [])))
        return LocalizedCommand(name, callback=run, params=parameters, help_text=help_text, **settings)

    return declared


def option(*names: str, help_text: Message, **settings: Any) -> Callable[[Any], Any]:
    """Declare an option of a command."""
    return click.option(*names, cls=settings.pop("cls", Option), help_text=help_text, **settings)


def argument(name: str, help_text: Message, **settings: Any) -> Callable[[Any], Any]:
    """Declare a word of a command."""
    return click.argument(name, cls=Argument, help_text=help_text, **settings)


def scheme_or_file(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Complete the code of a packaged scheme, or the name of a file."""
    from keqiao.engine.schemes import packaged

    codes = [CompletionItem(code) for code in packaged() if code.startswith(incomplete)]
    return [*codes, CompletionItem(incomplete, type="file")]


SCHEME_FILE = argument(
    "file",
    message("the scheme: a YAML file or the code of a packaged scheme"),
    metavar="FILE",
    shell_complete=scheme_or_file,
)
"""The scheme as the first word of a command."""


def evaluated_data(function: Callable[..., int]) -> Callable[..., int]:
    """What is evaluated, by which scheme: data, ``--scheme``, ``--sheet``, ``--period`` and ``--basis``."""
    parameters = (
        argument("data", message("the data: .xlsx, .csv or .parquet"), metavar="DATA"),
        option(
            "--scheme",
            metavar="S",
            required=True,
            shell_complete=scheme_or_file,
            help_text=message("the scheme: a YAML file or the code of a packaged scheme"),
        ),
        option("--sheet", metavar="S", help_text=message("the sheet to read")),
        option("--period", metavar="P", help_text=message("the period (the last one)")),
        option(
            "--basis",
            type=click.Choice(["reported", "verified"]),
            default="reported",
            help_text=message("the figures used: reported (default) or verified"),
        ),
    )
    for parameter in reversed(parameters):
        function = parameter(function)
    return function


CLUSTER = option(
    "--cluster",
    metavar="C",
    default="",
    envvar="KEQIAO_CLUSTER",
    help_text=message("compute elsewhere: tcp://host:8786 (Dask) or processes:4"),
)
"""Who computes what is heavy; see :mod:`keqiao.executors`."""


def _common_options() -> list[click.Parameter]:
    """Those of every command; ``--lang`` and ``--debug`` are read before the words are parsed."""

    def keep(context: click.Context, parameter: click.Parameter, value: bool) -> None:
        if value:
            context.meta[QUIET] = True

    return [
        Option(
            ["--lang"],
            type=click.Choice(["zh", "en"]),
            expose_value=False,
            help_text=message("language: zh or en"),
        ),
        Option(
            ["--quiet"],
            is_flag=True,
            expose_value=False,
            callback=keep,
            help_text=message("print no progress and no tables"),
        ),
        Option(
            ["--debug"],
            is_flag=True,
            expose_value=False,
            help_text=message("show the details of an unexpected error"),
        ),
    ]


def _language_now() -> Language:
    """The language of the call at work; completion in a shell has none and takes the environment's."""
    context = click.get_current_context(silent=True)
    return language_of_environment() if context is None else language_in(context)


def _spread(words: list[str], parameters: list[click.Parameter]) -> list[str]:
    """``--inputs a b`` as ``--inputs a --inputs b``."""
    names = {
        name for parameter in parameters if isinstance(parameter, SeveralWords) for name in parameter.opts
    }
    spread: list[str] = []
    open_option = ""
    for word in words:
        if word.startswith("-") and len(word) > 1:
            open_option = word if word in names else ""
        elif open_option and spread[-1] != open_option:
            spread.append(open_option)
        spread.append(word)
    return spread
