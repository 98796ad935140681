"""An official paper as PDF: through typst where it is installed, else through LibreOffice where that is."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from keqiao.engine.papers.definition import Document
from keqiao.engine.papers.typst_source import typst_source
from keqiao.engine.papers.word_document import word

SECONDS = 120
"""So long LibreOffice may take."""


class PdfUnavailable(RuntimeError):
    """Neither typst nor LibreOffice is there, or it broke down."""


def has_typst() -> bool:
    """Whether the library is installed (extra ``pdf``)."""
    try:
        import typst  # noqa: F401
    except ImportError:
        return False
    return True


def office() -> str | None:
    """The command of LibreOffice, where it is installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def pdf(document: Document, *, mark: str = "") -> bytes:
    """The document as PDF; through typst the same document gives the same bytes. Raises :class:`PdfUnavailable`."""
    if has_typst():
        return by_typst(document, mark=mark)
    if office() is not None:
        return by_office(word(document, mark=mark))
    raise PdfUnavailable("neither typst nor LibreOffice is installed")


def by_typst(document: Document, *, mark: str = "") -> bytes:
    """The document as typst sets it. Raises :class:`PdfUnavailable`."""
    import typst

    source, pictures = typst_source(document, mark)
    with tempfile.TemporaryDirectory() as folder:
        for name, content in pictures.items():
            (Path(folder) / name).write_bytes(content)
        path = Path(folder) / "paper.typ"
        path.write_text(source, encoding="utf-8")
        try:
            made: bytes = typst.compile(str(path), root=folder)
        except typst.TypstError as error:
            raise PdfUnavailable(str(error)) from error
    return made


def by_office(content: bytes) -> bytes:
    """A Word file as LibreOffice prints it. Raises :class:`PdfUnavailable`."""
    command = office()
    if command is None:
        raise PdfUnavailable("LibreOffice is not installed")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "paper.docx"
        path.write_bytes(content)
        settings = f"-env:UserInstallation=file://{folder}/profile"
        arguments = [command, settings, "--headless", "--convert-to", "pdf", "--outdir", folder, str(path)]
        try:
            subprocess.run(arguments, check=True, capture_output=True, timeout=SECONDS)  # noqa: S603 - our own file
            return path.with_suffix(".pdf").read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise PdfUnavailable("LibreOffice could not print the file") from error
