"""``keqiao rules check | explain | list``: rules of allocation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keqiao.commands.documents import list_documents, load_document, tell_findings, write_words
from keqiao.commands.options import CommandGroup, argument, command, option
from keqiao.commands.terminal import Terminal
from keqiao.language import message

if TYPE_CHECKING:
    from keqiao.engine.allocation import AllocationRules

rules = CommandGroup(
    "rules",
    commands_at={
        "check": "keqiao.commands.rules:check",
        "explain": "keqiao.commands.rules:explain",
        "list": "keqiao.commands.rules:list_packaged",
    },
    help_text=message("check or explain rules of allocation, list those in the package"),
)
RULES_FILE = argument(
    "file", metavar="FILE", help_text=message("the rules: a YAML file or the code of packaged rules")
)


@command("check", message("find what is wrong with rules of allocation before any money is shared out"))
@RULES_FILE
@option("--strict", is_flag=True, help_text=message("warnings count as errors"))
def check(terminal: Terminal, file: str, strict: bool) -> int:
    """List what is wrong with rules; exit code 1 with errors, with ``--strict`` also with warnings."""
    from keqiao.engine.allocation import read_rules

    return tell_findings(read_rules(file), terminal, strict=strict)


@command("explain", message("say in plain words what rules of allocation do"))
@RULES_FILE
@option("-o", "--output", metavar="OUT.md", help_text=message("write to this file"))
def explain(terminal: Terminal, file: str, output: str | None) -> int:
    """The rules in plain words, to standard output or into a file."""
    from keqiao.engine.allocation import explain_rules

    return write_words(explain_rules(load(file, terminal), terminal.language), file, output, terminal)


@command("list", message("list the rules of allocation in the package"))
def list_packaged(terminal: Terminal) -> int:
    """The rules that come with the package."""
    from keqiao.engine.allocation.loading import ALLOCATION_RULES

    return list_documents(ALLOCATION_RULES, terminal, message("The packaged rules {code} cannot be read."))


def load(file: str, terminal: Terminal) -> AllocationRules:
    """The rules of a path or a packaged code; where they have errors these are listed and the command ends."""
    from keqiao.engine.allocation.loading import ALLOCATION_RULES

    return load_document(
        ALLOCATION_RULES, file, terminal, message("The rules cannot be used: {count} errors.")
    )
