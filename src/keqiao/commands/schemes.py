"""``keqiao scheme check | explain | list``."""

from __future__ import annotations

import argparse
from pathlib import Path

from keqiao.commands.terminal import FOUND, OK, CommandError, Terminal
from keqiao.engine.schemes import Scheme, SchemeError, load_scheme, packaged, read_scheme
from keqiao.language import message


def check(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """List what is wrong with a scheme; exit code 1 with errors, with ``--strict`` also with warnings."""
    reading = read_scheme(arguments.file)
    for finding in reading.findings:
        terminal.print(finding.in_language(terminal.language))
    counts = {
        kind: sum(f.severity == kind for f in reading.findings) for kind in ("error", "warning", "notice")
    }
    if reading.scheme is not None and not reading.findings:
        terminal.print(
            message(
                "{name} {version}: nothing found.", name=reading.scheme.name, version=reading.scheme.version
            )
        )
        return OK
    terminal.print(
        message(
            "{errors} errors, {warnings} warnings, {notices} notices.",
            errors=counts["error"],
            warnings=counts["warning"],
            notices=counts["notice"],
        )
    )
    return (
        FOUND if counts["error"] or reading.scheme is None or (arguments.strict and reading.findings) else OK
    )


def explain(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """The scheme in plain words, to standard output or into a file."""
    from keqiao.engine.schemes import explain_scheme

    scheme = load(arguments.file, terminal)
    text = "\n".join(explain_scheme(scheme, terminal.language)).rstrip("\n")
    if arguments.output is None:
        terminal.print(text)
        return OK
    from keqiao.engine.workbooks.saving import written_at_once

    path = Path(arguments.output)
    refuse_input(path, arguments.file)
    with written_at_once(path) as temporary:
        temporary.write_text(text + "\n", encoding="utf-8")
    terminal.print(message("Written: {path}", path=str(path)))
    return OK


def list_packaged(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """The schemes that come with the package."""
    rows = []
    for code, path in packaged().items():
        reading = read_scheme(path)
        if reading.scheme is None:
            raise CommandError(message("The packaged scheme {code} cannot be read.", code=code))
        scheme = reading.scheme
        rows.append((code, scheme.version, scheme.name.in_language(terminal.language), str(path)))
    terminal.table((message("Code"), message("Version"), message("Name"), message("File")), rows)
    return OK


def load(file: str, terminal: Terminal) -> Scheme:
    """The scheme of a path or a packaged code; where it has errors they are listed and the command ends."""
    try:
        return load_scheme(file)
    except SchemeError as error:
        errors = [finding for finding in error.findings if finding.severity == "error"]
        for finding in errors:
            terminal.tell(finding.in_language(terminal.language))
        raise CommandError(
            message("The scheme cannot be used: {count} errors.", count=len(errors))
        ) from error


def refuse_input(output: Path, *inputs: str | Path | None) -> None:
    """An output that is one of the inputs would destroy it."""
    for given in inputs:
        if given is None:
            continue
        path = Path(given)
        same = output.resolve() == path.resolve()
        if not same and output.exists() and path.exists():
            same = output.samefile(path)
        if same:
            raise CommandError(
                message("{path} is an input; name another file for the output.", path=str(output))
            )
