"""A file of rules → an immutable :class:`AllocationRules`, with everything that is wrong told at its place."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from keqiao.engine.allocation.checking import check
from keqiao.engine.allocation.rules import AllocationRules
from keqiao.engine.schemes.complaints import findings_of
from keqiao.engine.schemes.findings import Finding, SchemeError, in_order
from keqiao.engine.schemes.yaml_reading import YamlProblem, decoded, read_yaml
from keqiao.language import message

PACKAGED = Path(__file__).parents[2] / "schemes" / "allocation"


class RulesError(SchemeError):
    """Rules that cannot be used; ``findings`` says everything that was found, errors first."""


@dataclass(frozen=True)
class Reading:
    """What came of reading: the rules (None where their form is wrong) and all findings, errors first."""

    rules: AllocationRules | None
    findings: tuple[Finding, ...]


def packaged_rules() -> dict[str, Path]:
    """Codes and paths of the rules that come with the package."""
    return {path.stem: path for path in sorted(PACKAGED.glob("*.yaml"))}


def read_rules(source: Path | str | bytes, name: str | None = None) -> Reading:
    """Read and check rules; never raises for what the source holds.

    ``source`` is a path, the code of packaged rules (both on one line), or the YAML itself (bytes or several lines).
    """
    short = isinstance(source, Path) or (isinstance(source, str) and "\n" not in source)
    file = name or (str(source) if short else "-")
    try:
        text = _text(source, file) if short else decoded(_bytes(source), file)
        data, positions, found = read_yaml(text, file)
    except YamlProblem as problem:
        return Reading(None, (problem.finding,))
    if not isinstance(data, dict):
        finding = Finding(
            "error",
            message(
                "these are no rules of allocation: keys such as allocation, code, pool and sharing are needed"
            ),
            message(
                "Start from one of the rules in the package: {names}.", names=", ".join(packaged_rules())
            ),
            file=file,
            line=1,
            column=1,
            check="form",
        )
        return Reading(None, (finding,))
    try:
        rules = AllocationRules.model_validate(data)
    except ValidationError as error:
        return Reading(None, in_order([*found, *findings_of(error, data, positions, AllocationRules)]))
    return Reading(rules, in_order([*found, *check(rules, positions)]))


def load_rules(source: Path | str | bytes, name: str | None = None) -> AllocationRules:
    """The rules; raises :class:`RulesError` with all findings where any is an error."""
    reading = read_rules(source, name)
    if reading.rules is None or any(finding.severity == "error" for finding in reading.findings):
        raise RulesError(reading.findings)
    return reading.rules


def fingerprint(rules: AllocationRules) -> str:
    """SHA-256 of the canonical form: the same for the same rules however their file is laid out or commented."""
    data = rules.model_dump(mode="json", exclude_defaults=True)
    return hashlib.sha256(json.dumps(data, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _bytes(source: Path | str | bytes) -> bytes:
    return source if isinstance(source, bytes) else str(source).encode("utf-8", "surrogatepass")


def _text(source: Path | str | bytes, file: str) -> str:
    path = Path(str(source))
    try:
        if isinstance(source, str) and not path.exists():
            path = packaged_rules().get(source, path)
        if path.is_file():
            return decoded(path.read_bytes(), file)
        problem = message("there is no such file")
    except (OSError, ValueError):
        problem = message("the file cannot be opened")
    remedy = message("Give the path of a YAML file, or one of: {names}.", names=", ".join(packaged_rules()))
    raise YamlProblem(Finding("error", problem, remedy, file=file, check="file"))
