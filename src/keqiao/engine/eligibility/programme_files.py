"""A file → an immutable :class:`SupportProgramme`, with everything that is wrong told at its place."""

from __future__ import annotations

from pathlib import Path

from keqiao.engine.documents.document_form import DocumentForm, canonical, digest
from keqiao.engine.documents.findings import DocumentError
from keqiao.engine.eligibility.checks import check
from keqiao.engine.eligibility.programme import SupportProgramme
from keqiao.language import message

PACKAGED = Path(__file__).parents[2] / "schemes" / "programmes"


class ProgrammeError(DocumentError):
    """A programme that cannot be used; ``findings`` says everything that was found, errors first."""


def packaged_programmes() -> dict[str, Path]:
    """The programmes that come with the package, by the name of their file (code and version)."""
    return {path.stem: path for path in sorted(PACKAGED.glob("*.yaml"))}


PROGRAMMES = DocumentForm(
    SupportProgramme,
    check,
    packaged_programmes,
    message("this is no programme: keys such as programme, code, issuer, measures and conditions are needed"),
    ProgrammeError,
)
read_programme = PROGRAMMES.read
load_programme = PROGRAMMES.load


def fingerprint(programme: SupportProgramme) -> str:
    """SHA-256 of the canonical form: the same for the same programme however its file is laid out or commented."""
    return digest(canonical(programme, programme=programme.programme))
