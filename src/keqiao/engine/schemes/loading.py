"""A scheme file → an immutable :class:`Scheme`, with everything that is wrong told at its place."""

from __future__ import annotations

from pathlib import Path

from keqiao.engine.documents.document_form import DocumentForm, canonical, digest
from keqiao.engine.documents.findings import DocumentError
from keqiao.engine.schemes.checking import check
from keqiao.engine.schemes.scheme import Scheme
from keqiao.language import message

PACKAGED = Path(__file__).parents[2] / "schemes"


class SchemeError(DocumentError):
    """A scheme that cannot be used; ``findings`` says everything that was found, errors first."""


def packaged() -> dict[str, Path]:
    """Codes and paths of the schemes that come with the package, by code."""
    paths: dict[str, Path] = {}
    for path in sorted(PACKAGED.glob("*.yaml")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("code:"):
                paths[line.removeprefix("code:").split("#")[0].strip()] = path
                break
    return paths


SCHEMES = DocumentForm(
    Scheme,
    check,
    packaged,
    message("this is not a scheme: keys such as scheme, code, measures and indicators are needed"),
    SchemeError,
)
read_scheme = SCHEMES.read
load_scheme = SCHEMES.load


def dump(scheme: Scheme) -> str:
    """The scheme as canonical JSON (which is YAML too): keys in order, defaults left out, UTF-8."""
    return canonical(scheme, scheme=scheme.scheme)


def fingerprint(scheme: Scheme) -> str:
    """SHA-256 of the canonical form: the same for the same scheme however its file is laid out or commented."""
    return digest(dump(scheme))
