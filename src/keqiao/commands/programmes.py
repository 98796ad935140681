"""``keqiao programme check | explain | template | list``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keqiao.commands.documents import list_documents, load_document, tell_findings, write_words
from keqiao.commands.forms import write_form
from keqiao.commands.options import CommandGroup, argument, command, option
from keqiao.commands.terminal import Terminal
from keqiao.language import message

if TYPE_CHECKING:
    from keqiao.engine.eligibility import SupportProgramme

programme = CommandGroup(
    "programme",
    commands_at={
        "check": "keqiao.commands.programmes:check",
        "explain": "keqiao.commands.programmes:explain",
        "template": "keqiao.commands.programmes:template",
        "list": "keqiao.commands.programmes:list_packaged",
    },
    help_text=message("check or explain a programme of support, make its form, list those in the package"),
)
PROGRAMME_FILE = argument(
    "file",
    metavar="FILE",
    help_text=message("the programme: a YAML file or the code of a packaged programme"),
)


@command("check", message("find what is wrong with a programme before any firm is judged"))
@PROGRAMME_FILE
@option("--strict", is_flag=True, help_text=message("warnings count as errors"))
def check(terminal: Terminal, file: str, strict: bool) -> int:
    """List what is wrong with a programme; exit code 1 with errors, with ``--strict`` also with warnings."""
    from keqiao.engine.eligibility import read_programme

    return tell_findings(read_programme(file), terminal, strict=strict)


@command("explain", message("say in plain words what a programme asks and gives"))
@PROGRAMME_FILE
@option("-o", "--output", metavar="OUT.md", help_text=message("write to this file"))
def explain(terminal: Terminal, file: str, output: str | None) -> int:
    """The programme in plain words, to standard output or into a file."""
    from keqiao.engine.eligibility import explain_programme

    return write_words(explain_programme(load(file, terminal), terminal.language), file, output, terminal)


@command("template", message("write the Excel form for the figures that a programme needs"))
@PROGRAMME_FILE
@option("-o", "--output", metavar="T.xlsx", required=True, help_text=message("write to this file"))
@option("--units", metavar="U.xlsx", help_text=message("a list of the units (.xlsx or .csv)"))
@option("--period", metavar="P", multiple=True, help_text=message("a period to prepare; may be repeated"))
def template(
    terminal: Terminal, *, file: str, output: str, units: str | None, period: tuple[str, ...]
) -> int:
    """Write the form for the subjects given."""
    return write_form(
        lambda: load(file, terminal).data_scheme(), file, output, terminal, units=units, periods=period
    )


@command("list", message("list the programmes in the package"))
def list_packaged(terminal: Terminal) -> int:
    """The programmes that come with the package."""
    from keqiao.engine.eligibility import PROGRAMMES

    return list_documents(PROGRAMMES, terminal, message("The packaged programme {code} cannot be read."))


def load(file: str, terminal: Terminal) -> SupportProgramme:
    """The programme of a path or a packaged code; where it has errors they are listed and the command ends."""
    from keqiao.engine.eligibility import PROGRAMMES

    return load_document(PROGRAMMES, file, terminal, message("The programme cannot be used: {count} errors."))
