"""``keqiao scheme check | explain | list``."""

from __future__ import annotations

import argparse

from keqiao.commands.documents import load_document, tell_findings, write_words
from keqiao.commands.terminal import OK, CommandError, Terminal
from keqiao.engine.schemes import SCHEMES, Scheme, packaged, read_scheme
from keqiao.language import message


def check(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """List what is wrong with a scheme; exit code 1 with errors, with ``--strict`` also with warnings."""
    return tell_findings(read_scheme(arguments.file), terminal, strict=arguments.strict)


def explain(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """The scheme in plain words, to standard output or into a file."""
    from keqiao.engine.schemes import explain_scheme

    scheme = load(arguments.file, terminal)
    return write_words(explain_scheme(scheme, terminal.language), arguments, terminal)


def list_packaged(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """The schemes that come with the package."""
    rows = []
    for code, path in packaged().items():
        reading = read_scheme(path)
        if reading.document is None:
            raise CommandError(message("The packaged scheme {code} cannot be read.", code=code))
        scheme = reading.document
        rows.append((code, scheme.version, scheme.name.in_language(terminal.language), str(path)))
    terminal.table((message("Code"), message("Version"), message("Name"), message("File")), rows)
    return OK


def load(file: str, terminal: Terminal) -> Scheme:
    """The scheme of a path or a packaged code; where it has errors they are listed and the command ends."""
    return load_document(SCHEMES, file, terminal, message("The scheme cannot be used: {count} errors."))
