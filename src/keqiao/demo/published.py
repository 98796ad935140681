"""The published figures that the demonstration city reproduces, read from ``published.yaml``."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from importlib.resources import files
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict

Text = Annotated[str, BeforeValidator(str)]


class PublishedFigure(BaseModel):
    """One published figure: ``period`` is an as-of date or a year; ``restored`` marks a unit that is our reading."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    scope: str
    period: Text
    value: Decimal
    unit: str
    places: int | None = None
    comparison: Literal["equal", "at_least"] = "equal"
    restored: bool = False
    quote: str = ""


class DerivedFigure(BaseModel):
    """A figure that follows from the published ones by arithmetic."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    value: Decimal
    unit: str


class Published(BaseModel):
    """The report's figures with their source and dates."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    issuer: str
    published_at: date
    as_of: date
    as_of_inferred: bool
    figures: tuple[PublishedFigure, ...]
    derived: tuple[DerivedFigure, ...]


def published() -> Published:
    """Read the published figures. Raises pydantic.ValidationError where the file is wrong."""
    text = (files("keqiao.demo") / "published.yaml").read_text(encoding="utf-8")
    return Published.model_validate(yaml.safe_load(text))
