"""A text → an immutable document, with everything that is wrong told at its place; its canonical form.

A kind of document is declared once as a :class:`DocumentForm`; reading, loading, checking and the fingerprint are the
same for schemes, allocation rules and parameters.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError

from keqiao.engine.documents.complaints import findings_of
from keqiao.engine.documents.findings import DocumentError, DocumentFinding, in_order
from keqiao.engine.documents.positions import Positions
from keqiao.engine.documents.yaml_source import MAX_BYTES, decoded, read_yaml
from keqiao.language import Message, message

ModelT = TypeVar("ModelT", bound=BaseModel)


@dataclass(frozen=True)
class DocumentReading(Generic[ModelT]):
    """What came of reading: the document (None where its form is wrong) and all findings, errors first."""

    document: ModelT | None
    findings: tuple[DocumentFinding, ...]
    positions: Positions

    @property
    def errors(self) -> tuple[DocumentFinding, ...]:
        """The findings that forbid use."""
        return tuple(finding for finding in self.findings if finding.severity == "error")

    @property
    def usable(self) -> ModelT | None:
        """The document where nothing forbids its use."""
        return None if self.errors else self.document


def _nothing_more(_document: object, _positions: Positions) -> tuple[DocumentFinding, ...]:
    return ()


def _none_packaged() -> dict[str, Path]:
    return {}


_OTHERWISE = message("these are no keys with values")


@dataclass(frozen=True)
class DocumentForm(Generic[ModelT]):
    """The form of a kind of document: its model, what is checked beyond the model, what the package brings of it."""

    model: type[ModelT]
    check: Callable[[ModelT, Positions], Iterable[DocumentFinding]] = _nothing_more
    packaged: Callable[[], Mapping[str, Path]] = _none_packaged
    """Codes and paths of the documents that come with the package."""
    otherwise: Message = _OTHERWISE
    """Said of a text that holds something else than keys with values."""
    error: type[DocumentError] = DocumentError

    def read(self, source: Path | str | bytes, name: str | None = None) -> DocumentReading[ModelT]:
        """Read and check a document; never raises for what the source holds.

        ``source`` is a path, the code of a document in the package, or the YAML itself (bytes, or a text of several
        lines). ``name`` is the file name that findings show.
        """
        file = name or (str(source) if isinstance(source, Path) or _is_short(source) else "-")
        try:
            data, positions, findings = read_yaml(self._text(source, file), file)
        except DocumentError as error:
            return DocumentReading(None, error.findings, Positions(file=file))
        return self.read_data(data, positions, findings)

    def read_data(
        self, data: object, positions: Positions, findings: Iterable[DocumentFinding] = ()
    ) -> DocumentReading[ModelT]:
        """Check plain data, wherever it came from: ``positions`` say where values stand; ``findings``: those known."""
        file = positions.file
        if not isinstance(data, dict):
            return DocumentReading(None, (self._at_the_top(self.otherwise, file),), positions)
        try:
            document = self.model.model_validate(data)
        except ValidationError as error:
            complaints = findings_of(error, data, positions, self.model)
            return DocumentReading(None, in_order([*findings, *complaints]), positions)
        except RecursionError:
            return DocumentReading(
                None, (self._at_the_top(message("the tree is nested too deep"), file),), positions
            )
        return DocumentReading(document, in_order([*findings, *self.check(document, positions)]), positions)

    def load(self, source: Path | str | bytes, name: str | None = None) -> ModelT:
        """The document; raises :attr:`error` with all findings where any forbids its use."""
        reading = self.read(source, name)
        if reading.document is None or reading.errors:
            raise self.error(reading.findings)
        return reading.document

    def text_digest(self, source: Path | str | bytes) -> str:
        """SHA-256 of the text of a document, the fingerprint that people compare. ``source`` as for :meth:`read`."""
        return digest(self._text(source, "-"))

    def _at_the_top(self, sentence: Message, file: str) -> DocumentFinding:
        names = ", ".join(self.packaged())
        remedy = message("Start from one of those in the package: {names}.", names=names) if names else None
        return DocumentFinding("error", sentence, remedy=remedy, file=file, line=1, column=1, check="form")

    def _text(self, source: Path | str | bytes, file: str) -> str:
        if isinstance(source, bytes):
            return decoded(source, file)
        if isinstance(source, str) and not _is_short(source):
            return decoded(source.encode("utf-8", "surrogatepass"), file)
        path = Path(source)
        try:
            if isinstance(source, str) and not path.exists():
                path = self.packaged().get(source, path)
            if path.is_file() and path.stat().st_size <= 10 * MAX_BYTES:
                return decoded(path.read_bytes(), file)
            sentence = (
                message("the file is too large") if path.is_file() else message("there is no such file")
            )
        except (OSError, ValueError):
            sentence = message("the file cannot be opened")
        names = ", ".join(self.packaged())
        remedy = message("Give the path of a YAML file, or one of: {names}.", names=names)
        raise DocumentError([DocumentFinding("error", sentence, remedy=remedy, file=file, check="file")])


def canonical(document: BaseModel, **always: object) -> str:
    """The document as canonical JSON (which is YAML too): keys in order, defaults left out, UTF-8.

    ``always`` are keys that are written even at their default.
    """
    data = document.model_dump(mode="json", by_alias=True, exclude_defaults=True) | always
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    """SHA-256 of a text, as documents are named by."""
    return hashlib.sha256(text.encode()).hexdigest()


def _is_short(source: Path | str | bytes) -> bool:
    return (
        isinstance(source, str)
        and "\n" not in source
        and len(source) < 1000
        and not source.lstrip().startswith("{")
    )
