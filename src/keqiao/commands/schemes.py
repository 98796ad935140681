"""``keqiao scheme check | explain | list``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keqiao.commands.documents import list_documents, load_document, tell_findings, write_words
from keqiao.commands.options import SCHEME_FILE, CommandGroup, command, option
from keqiao.commands.terminal import Terminal
from keqiao.language import message

if TYPE_CHECKING:
    from keqiao.engine.schemes import Scheme

scheme = CommandGroup(
    "scheme",
    commands_at={
        "check": "keqiao.commands.schemes:check",
        "explain": "keqiao.commands.schemes:explain",
        "list": "keqiao.commands.schemes:list_packaged",
    },
    help_text=message("check or explain a scheme, list those in the package"),
)


@command("check", message("find what is wrong with a scheme before any data comes"))
@SCHEME_FILE
@option("--strict", is_flag=True, help_text=message("warnings count as errors"))
def check(terminal: Terminal, file: str, strict: bool) -> int:
    """List what is wrong with a scheme; exit code 1 with errors, with ``--strict`` also with warnings."""
    from keqiao.engine.schemes import read_scheme

    return tell_findings(read_scheme(file), terminal, strict=strict)


@command("explain", message("say in plain words what a scheme does"))
@SCHEME_FILE
@option("-o", "--output", metavar="OUT.md", help_text=message("write to this file"))
def explain(terminal: Terminal, file: str, output: str | None) -> int:
    """The scheme in plain words, to standard output or into a file."""
    from keqiao.engine.schemes import explain_scheme

    return write_words(explain_scheme(load(file, terminal), terminal.language), file, output, terminal)


@command("list", message("list the schemes in the package"))
def list_packaged(terminal: Terminal) -> int:
    """The schemes that come with the package."""
    from keqiao.engine.schemes import SCHEMES

    return list_documents(SCHEMES, terminal, message("The packaged scheme {code} cannot be read."))


def load(file: str, terminal: Terminal) -> Scheme:
    """The scheme of a path or a packaged code; where it has errors they are listed and the command ends."""
    from keqiao.engine.schemes import SCHEMES

    return load_document(SCHEMES, file, terminal, message("The scheme cannot be used: {count} errors."))
