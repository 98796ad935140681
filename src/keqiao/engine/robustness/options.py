"""Answers of discrete choices: read from words or keys, checked as in a scheme, shown as a short label."""

from __future__ import annotations

import json
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from keqiao.engine.documents.parts import Part
from keqiao.engine.robustness.parameters import Dimension, Kind
from keqiao.engine.robustness.problems import RobustnessError
from keqiao.engine.schemes.scoring import Scoring
from keqiao.engine.schemes.tree import Aggregation, Missing, Treatment
from keqiao.language import message

AS_IS = "as_written"
"""The word for "as the scheme says"."""
_READERS: dict[str, TypeAdapter[Any]] = {
    "missing": TypeAdapter(Missing),
    "treatment": TypeAdapter(tuple[Treatment, ...]),
    "normalisation": TypeAdapter(Scoring),
    "aggregation": TypeAdapter(Aggregation),
}
_BASES = ("reported", "verified")


def option(kind: Kind, value: Any) -> Any:
    """One answer: an object of the scheme's language, an integer (points that winsorising may move, for the
    treatment), a basis, or None for "as the scheme says". Raises :class:`RobustnessError`."""
    if isinstance(value, str):
        value = _spelt(value)
    if value is None or value == AS_IS:
        return None
    if kind == "basis":
        if value in _BASES:
            return value
        raise _wrong(kind, value, "reported, verified")
    if kind == "treatment":
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 10_000:
            return value
        if value in ("none", {}):
            value = ()
        value = (value,) if isinstance(value, dict | Part) else value
    if kind == "normalisation" and isinstance(value, str):
        value = {"rule": value}
    try:
        return _READERS[kind].validate_python(value)
    except ValidationError as error:
        raise _wrong(kind, value, error.errors()[0]["msg"]) from error


def dimension(kind: Kind, scope: str, values: tuple[Any, ...]) -> Dimension:
    """A choice between answers."""
    options = tuple(option(kind, value) for value in values)
    return Dimension(kind, scope, options, tuple(label(choice) for choice in options))


def label(value: Any) -> str:
    """A short text from which :func:`option` reads the same answer again."""
    if value is None:
        return AS_IS
    if isinstance(value, str | int):
        return str(value)
    if isinstance(value, Part):
        written = value.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        return _line(written) if len(written) > 1 else str(next(iter(written.values()), AS_IS))
    if not value:
        return "none"
    return _line([rule.model_dump(mode="json", by_alias=True, exclude_defaults=True) for rule in value])


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _spelt(value: str) -> Any:
    text = value.strip()
    if text[:1] in "{[" or text.isdecimal():
        try:
            return yaml.safe_load(text)
        except yaml.YAMLError:
            return text
    return text


def _wrong(kind: str, value: Any, why: str) -> RobustnessError:
    return RobustnessError(
        message(
            "“{value}” is no {kind} that the scheme language knows: {why}.",
            value=str(value)[:80],
            kind=kind,
            why=why,
        )
    )
