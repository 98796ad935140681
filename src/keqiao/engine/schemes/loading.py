"""A scheme file → an immutable :class:`Scheme`, with everything that is wrong told at its place."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from keqiao.engine.schemes.checking import check
from keqiao.engine.schemes.complaints import findings_of
from keqiao.engine.schemes.findings import Finding, SchemeError, in_order
from keqiao.engine.schemes.positions import Positions
from keqiao.engine.schemes.scheme import Scheme
from keqiao.engine.schemes.yaml_reading import YamlProblem, decoded, read_yaml
from keqiao.language import message

PACKAGED = Path(__file__).parents[2] / "schemes"


@dataclass(frozen=True)
class Reading:
    """What came of reading: the scheme (None where its form is wrong) and all findings, errors first."""

    scheme: Scheme | None
    findings: tuple[Finding, ...]
    positions: Positions

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that forbid use."""
        return tuple(finding for finding in self.findings if finding.severity == "error")


def read_scheme(source: Path | str | bytes, name: str | None = None) -> Reading:
    """Read and check a scheme; never raises for what the source holds.

    ``source`` is a path, the code of a scheme in the package, or the YAML itself (bytes, or a text of several lines).
    ``name`` is the file name that findings show.
    """
    file = name or (str(source) if isinstance(source, Path) or _is_short(source) else "-")
    try:
        text = _text(source, file)
        data, positions, found = read_yaml(text, file)
    except YamlProblem as problem:
        return Reading(None, (problem.finding,), Positions(file=file))
    if not isinstance(data, dict):
        finding = Finding(
            "error",
            message("this is not a scheme: keys such as scheme, code, measures and indicators are needed"),
            message("Start from one of the schemes in the package."),
            file=file,
            line=1,
            column=1,
            check="form",
        )
        return Reading(None, (finding,), positions)
    try:
        scheme = Scheme.model_validate(data)
    except ValidationError as error:
        return Reading(None, in_order([*found, *findings_of(error, data, positions, Scheme)]), positions)
    except RecursionError:
        finding = Finding(
            "error", message("the tree is nested too deep"), file=file, line=1, column=1, check="form"
        )
        return Reading(None, (finding,), positions)
    return Reading(scheme, in_order([*found, *check(scheme, positions)]), positions)


def load_scheme(source: Path | str | bytes, name: str | None = None) -> Scheme:
    """The scheme; raises :class:`SchemeError` with all findings where any is an error."""
    reading = read_scheme(source, name)
    if reading.scheme is None or reading.errors:
        raise SchemeError(reading.findings)
    return reading.scheme


def packaged() -> dict[str, Path]:
    """Codes and paths of the schemes that come with the package, by code."""
    found: dict[str, Path] = {}
    for path in sorted(PACKAGED.glob("*.yaml")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("code:"):
                found[line.removeprefix("code:").split("#")[0].strip()] = path
                break
    return found


def dump(scheme: Scheme) -> str:
    """The scheme as canonical JSON (which is YAML too): keys in order, defaults left out, UTF-8."""
    data = scheme.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    data["scheme"] = scheme.scheme
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fingerprint(scheme: Scheme) -> str:
    """SHA-256 of the canonical form: the same for the same scheme however its file is laid out or commented."""
    return hashlib.sha256(dump(scheme).encode()).hexdigest()


def _is_short(source: str | bytes) -> bool:
    return (
        isinstance(source, str)
        and "\n" not in source
        and len(source) < 1000
        and not source.lstrip().startswith("{")
    )


def _text(source: Path | str | bytes, file: str) -> str:
    if isinstance(source, bytes):
        return decoded(source, file)
    if isinstance(source, str) and not _is_short(source):
        return decoded(source.encode("utf-8", "surrogatepass"), file)
    path = Path(source)
    if isinstance(source, str) and not path.exists():
        path = packaged().get(source, path)
    try:
        if path.is_file() and path.stat().st_size <= 10 * 2_000_000:
            return decoded(path.read_bytes(), file)
        problem = message("the file is too large") if path.is_file() else message("there is no such file")
    except (OSError, ValueError):
        problem = message("the file cannot be opened")
    remedy = message("Give the path of a YAML file, or one of: {names}.", names=", ".join(packaged()))
    raise YamlProblem(Finding("error", problem, remedy, file=file, check="file"))
