"""``keqiao scheme check | explain | list``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from keqiao.commands.options import SCHEME_FILE, Group, command, option
from keqiao.commands.terminal import FOUND, OK, CommandError, Terminal
from keqiao.language import message

if TYPE_CHECKING:
    from keqiao.engine.schemes import Scheme

scheme = Group(
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

    reading = read_scheme(file)
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
    return FOUND if counts["error"] or reading.scheme is None or (strict and reading.findings) else OK


@command("explain", message("say in plain words what a scheme does"))
@SCHEME_FILE
@option("-o", "--output", metavar="OUT.md", help_text=message("write to this file"))
def explain(terminal: Terminal, file: str, output: str | None) -> int:
    """The scheme in plain words, to standard output or into a file."""
    from keqiao.engine.schemes import explain_scheme

    text = "\n".join(explain_scheme(load(file, terminal), terminal.language)).rstrip("\n")
    if output is None:
        terminal.print(text)
        return OK
    from keqiao.engine.workbooks.saving import written_at_once

    path = Path(output)
    refuse_input(path, file)
    with written_at_once(path) as temporary:
        temporary.write_text(text + "\n", encoding="utf-8")
    terminal.print(message("Written: {path}", path=str(path)))
    return OK


@command("list", message("list the schemes in the package"))
def list_packaged(terminal: Terminal) -> int:
    """The schemes that come with the package."""
    from keqiao.engine.schemes import packaged, read_scheme

    rows = []
    for code, path in packaged().items():
        reading = read_scheme(path)
        if reading.scheme is None:
            raise CommandError(message("The packaged scheme {code} cannot be read.", code=code))
        name = reading.scheme.name.in_language(terminal.language)
        rows.append((code, reading.scheme.version, name, str(path)))
    terminal.table((message("Code"), message("Version"), message("Name"), message("File")), rows)
    return OK


def load(file: str, terminal: Terminal) -> Scheme:
    """The scheme of a path or a packaged code; where it has errors they are listed and the command ends."""
    from keqiao.engine.schemes import SchemeError, load_scheme

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
