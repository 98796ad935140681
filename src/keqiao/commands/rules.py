"""``keqiao rules check | explain | list``: rules of allocation."""

from __future__ import annotations

import argparse

from keqiao.commands.documents import load_document, tell_findings, write_words
from keqiao.commands.terminal import OK, CommandError, Terminal
from keqiao.engine.allocation import AllocationRules, explain_rules, packaged_rules, read_rules
from keqiao.engine.allocation.loading import ALLOCATION_RULES
from keqiao.language import message


def check(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """List what is wrong with rules; exit code 1 with errors, with ``--strict`` also with warnings."""
    return tell_findings(read_rules(arguments.file), terminal, strict=arguments.strict)


def explain(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """The rules in plain words, to standard output or into a file."""
    return write_words(explain_rules(load(arguments.file, terminal), terminal.language), arguments, terminal)


def list_packaged(_arguments: argparse.Namespace, terminal: Terminal) -> int:
    """The rules that come with the package."""
    rows = []
    for code, path in packaged_rules().items():
        rules = read_rules(path).document
        if rules is None:
            raise CommandError(message("The packaged rules {code} cannot be read.", code=code))
        rows.append((code, rules.version, rules.name.in_language(terminal.language), str(path)))
    terminal.table((message("Code"), message("Version"), message("Name"), message("File")), rows)
    return OK


def load(file: str, terminal: Terminal) -> AllocationRules:
    """The rules of a path or a packaged code; where they have errors these are listed and the command ends."""
    return load_document(
        ALLOCATION_RULES, file, terminal, message("The rules cannot be used: {count} errors.")
    )
