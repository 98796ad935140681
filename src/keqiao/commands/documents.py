"""What the commands about documents share: telling findings, loading with refusal, writing plain words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from keqiao.commands.terminal import INVALID, OK, CommandError, Terminal
from keqiao.language import Message, message

if TYPE_CHECKING:
    from keqiao.engine.documents import Block, DocumentForm, DocumentReading
    from keqiao.engine.documents.document_form import ModelT


def tell_findings(reading: DocumentReading[Any], terminal: Terminal, *, strict: bool) -> int:
    """List what was found; exit code 1 with errors, where ``strict`` also with warnings."""
    for finding in reading.findings:
        terminal.print(finding.in_language(terminal.language))
    counts = {
        kind: sum(f.severity == kind for f in reading.findings) for kind in ("error", "warning", "notice")
    }
    document = reading.document
    if document is not None and not reading.findings:
        terminal.print(
            message("{name} {version}: nothing found.", name=document.name, version=document.version)
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
    return INVALID if counts["error"] or document is None or (strict and reading.findings) else OK


def load_document(form: DocumentForm[ModelT], file: str, terminal: Terminal, refusal: Message) -> ModelT:
    """The document of a path or a packaged code; where it has errors they are listed and the command ends with
    ``refusal``, which says their ``{count}``.
    """
    from keqiao.engine.documents import DocumentError

    try:
        return form.load(file)
    except DocumentError as error:
        for finding in error.errors:
            terminal.tell(finding.in_language(terminal.language))
        raise CommandError(Message(refusal.template, {"count": len(error.errors)})) from error


def list_documents(form: DocumentForm[Any], terminal: Terminal, refusal: Message) -> int:
    """The documents that come with the package; ``refusal`` says that one, ``{code}``, cannot be read."""
    rows = []
    for code, path in form.packaged().items():
        document = form.read(path).document
        if document is None:
            raise CommandError(Message(refusal.template, {"code": code}))
        rows.append((code, document.version, document.name.in_language(terminal.language), str(path)))
    terminal.table((message("Code"), message("Version"), message("Name"), message("File")), rows)
    return OK


def write_words(blocks: Iterable[Block], file: str, output: str | None, terminal: Terminal) -> int:
    """Plain words of ``file`` as Markdown, to standard output or into the file ``output``."""
    from keqiao.engine.documents import markdown

    text = markdown(blocks)
    if output is None:
        terminal.print(text)
        return OK
    from keqiao.engine.workbooks.atomic_files import written_at_once

    path = Path(output)
    refuse_input(path, file)
    with written_at_once(path) as temporary:
        temporary.write_text(text + "\n", encoding="utf-8")
    terminal.print(message("Written: {path}", path=str(path)))
    return OK


@contextmanager
def opening(path: Path) -> Iterator[None]:
    """Inside, a file that the system does not open ends the command: which file, and why."""
    try:
        yield
    except OSError as error:
        from keqiao.engine.workbooks.atomic_files import reason_of

        sentence = message("{path} cannot be read: {reason}.", path=str(path), reason=reason_of(error))
        raise CommandError(sentence) from error


def refuse_input(output: Path, *inputs: str | Path | None) -> None:
    """An output that is one of the inputs would destroy it."""
    for name in inputs:
        if name is None:
            continue
        path = Path(name)
        same = output.resolve() == path.resolve()
        if not same and output.exists() and path.exists():
            same = output.samefile(path)
        if same:
            raise CommandError(
                message("{path} is an input; name another file for the output.", path=str(output))
            )
