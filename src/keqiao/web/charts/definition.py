"""What a chart says, free of how it is drawn: kind, words, categories, series, source.

A chart is made by one pure function of the room that owns its figures::

    Chart(kind="bar", title=_("R&D staff by platform"), unit=_("persons"), categories=names,
          series=[Series(_("2023"), [Point(120, url="/figures/…"), 98, None])], as_of="2023-12-31", source=…)

Words come already translated. Numbers may be int, float, Decimal or None; NaN and infinities become None, a gap. The
text of every point keeps the digits as given, so the table view is exact where the drawing is rounded to a pixel.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal, get_args

Kind = Literal[
    "line", "bar", "stacked", "radar", "contribution", "waterfall", "scatter", "heatmap", "interval"
]
KINDS: tuple[str, ...] = get_args(Kind)
Size = Literal["s", "m", "l"]
Stage = Literal["", "done", "under_way", "open"]
Number = int | float | Decimal | None

MOST_SERIES = 60
MOST_POINTS = 6000
LONGEST_TEXT = 400
"""Characters of one title or label; what is longer is cut with an ellipsis, in the table view too."""

# XML 1.0 has no place for these, and half surrogates cannot be encoded; an SVG that held one would not open.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class ChartError(ValueError):
    """A chart that cannot be drawn; the message says which part is wrong."""


def words(text: object) -> str:
    """Return a text (perhaps lazily translated) as one clean line of at most LONGEST_TEXT characters."""
    clean = " ".join(_UNPRINTABLE.sub("", str(text if text is not None else "")).split())
    return clean if len(clean) <= LONGEST_TEXT else clean[: LONGEST_TEXT - 1] + "…"


def printed(value: Decimal | float | int, places: int) -> str:
    """Return a number with thousands separators and a fixed number of decimals, as in 7,759.00."""
    return f"{value:,.{places}f}"


@dataclass(frozen=True, slots=True)
class Point:
    """One value of a series.

    `x` and `label` (the name of the point) are used by scatter charts only. `text` is the value as printed, where the
    plain number would not do. `url` is the page of the figure, a path of this site.
    """

    value: Number = None
    x: Number = None
    label: str = ""
    text: str = ""
    url: str = ""

    def __post_init__(self) -> None:
        set_field = object.__setattr__
        for name in ("value", "x"):
            number = getattr(self, name)
            set_field(self, name, None if number is None else _finite(number))
        set_field(self, "label", words(self.label))
        set_field(self, "text", words(self.text))
        if self.url and not _is_local(str(self.url)):
            raise ChartError(f"The address {self.url!r} is not a path of this site")
        set_field(self, "url", str(self.url))


@dataclass(frozen=True, slots=True)
class Series:
    """One row of values under a name; values may be given as plain numbers."""

    name: str
    points: Sequence[Point | Number] = ()
    emphasis: bool = True
    """False draws the series in grey, as a background to the others (peers, last year)."""
    stage: Stage = ""
    """How far what the series counts has come: done, under way or still open; its colour says so."""
    line: bool = False
    """Scatter charts only: draws the points as a line without marks, a guide to the eye that is not in the table."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", words(self.name))
        points = tuple(point if isinstance(point, Point) else Point(point) for point in self.points)
        object.__setattr__(self, "points", points)

    @property
    def items(self) -> tuple[Point, ...]:
        """The points, all of them Point."""
        return self.points  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Reference:
    """A straight line across the chart: a threshold, a target, a mean."""

    name: str
    value: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", words(self.name))
        number = _finite(self.value)
        if number is None:
            raise ChartError(f"The reference line {self.name} has no number")
        object.__setattr__(self, "value", float(number))


@dataclass(frozen=True)
class Chart:
    """A chart. Raises ChartError if the parts do not fit together.

    * line, bar, stacked: `categories` along the axis, one value per category in each series.
    * radar: `categories` are the axes (three or more), `maxima` their ends (by default the largest value).
    * contribution: one series, signed bars by category, as given (sort before).
    * waterfall: one series of changes; `start` is the value before, the end is computed.
    * scatter: no categories; every point has x and value; `x_label` and `y_label` name the axes; a series may be a
      line, which a point without a value interrupts.
    * heatmap: `categories` are the columns, each series a row.
    * interval: three series, from – to – the mark between them, by category down the page.
    """

    kind: Kind
    title: str
    series: Sequence[Series]
    categories: Sequence[str] = ()
    subtitle: str = ""
    unit: str = ""
    source: str = ""
    as_of: str = ""
    note: str = ""
    decimals: int | None = None
    maxima: Sequence[float] = ()
    references: Sequence[Reference] = ()
    start: Number = 0
    start_label: str = ""
    end_label: str = ""
    x_label: str = ""
    x_unit: str = ""
    y_label: str = ""
    category_label: str = ""
    horizontal: bool = False
    size: Size = "m"
    show_values: bool = field(default=False)

    def __post_init__(self) -> None:
        set_field = object.__setattr__
        for name in _WORDS:
            set_field(self, name, words(getattr(self, name)))
        set_field(self, "categories", tuple(words(category) for category in self.categories))
        set_field(self, "series", tuple(self.series))
        set_field(self, "references", tuple(self.references))
        set_field(self, "maxima", tuple(float(maximum) for maximum in self.maxima))
        self._check()

    def _check(self) -> None:
        """Refuse what cannot be drawn."""
        if self.kind not in KINDS:
            raise ChartError(f"There is no chart of kind {self.kind!r}; there are {', '.join(KINDS)}")
        if not self.title:
            raise ChartError("A chart needs a title")
        if self.size not in get_args(Size):
            raise ChartError(f"The size {self.size!r} is none of s, m, l")
        if self.decimals is not None and not 0 <= self.decimals <= 9:
            raise ChartError("decimals must lie between 0 and 9")
        if len(self.series) > MOST_SERIES or sum(len(row.points) for row in self.series) > MOST_POINTS:
            raise ChartError(f"More than {MOST_SERIES} series or {MOST_POINTS} points cannot be told apart")
        if self.kind == "scatter":
            return
        for row in self.series:
            if len(row.points) != len(self.categories):
                message = (
                    f"{len(row.points)} values for {len(self.categories)} categories in series {row.name!r}"
                )
                raise ChartError(message)
        if self.kind in {"contribution", "waterfall"} and len(self.series) > 1:
            raise ChartError(f"A {self.kind} chart has one series")
        if self.kind == "interval" and len(self.series) not in {0, 3}:
            raise ChartError("An interval chart has three series: from, to, mark")
        if self.maxima and len(self.maxima) != len(self.categories):
            raise ChartError("maxima needs one end for each axis of the radar")

    @property
    def is_empty(self) -> bool:
        """Whether no point has a value."""
        return all(point.value is None for row in self.series for point in row.items)

    @cached_property
    def places(self) -> int:
        """Decimals to print: as asked, else as many as the values have, but at most two."""
        if self.decimals is not None:
            return self.decimals
        return max((decimals_of(point.value) for row in self.series for point in row.items), default=0)

    def text_of(self, point: Point) -> str:
        """Return the printed value of a point, or — for a gap."""
        if point.text:
            return point.text
        return "—" if point.value is None else printed(point.value, self.places)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for `Chart.from_dict`; Decimals become floats and keep their printed text."""
        row = asdict(self)
        for series in row["series"]:
            for name in ("line", "stage"):
                if not series[name]:
                    del series[name]
            for point in series["points"]:
                if isinstance(point["value"], Decimal):
                    point["text"] = point["text"] or printed(point["value"], self.places)
        row["decimals"] = self.places
        return _without_defaults(row)

    @classmethod
    def from_dict(cls, row: Mapping[str, Any]) -> Chart:
        """Rebuild a chart from `to_dict`; raises ChartError if the data are not those of a chart."""
        try:
            series = [
                Series(
                    item["name"],
                    [Point(**point) for point in item.get("points", ())],
                    emphasis=item.get("emphasis", True),
                    stage=item.get("stage", ""),
                    line=item.get("line", False),
                )
                for item in row.get("series", ())
            ]
            references = [Reference(**item) for item in row.get("references", ())]
            return cls(**{**row, "series": series, "references": references})
        except (TypeError, KeyError, AttributeError) as error:
            raise ChartError(f"Not a chart: {error}") from error


_WORDS = (
    "title",
    "subtitle",
    "unit",
    "source",
    "as_of",
    "note",
    "start_label",
    "end_label",
    "x_label",
    "x_unit",
    "y_label",
    "category_label",
)


def _finite(value: Any) -> Number:
    """Return a number as it is, or None for NaN, an infinity, or one too large to draw."""
    if not _is_number(value):
        raise ChartError(f"{value!r} is not a number")
    try:
        if not math.isfinite(value):
            return None
    except OverflowError:
        return None
    return value if isinstance(value, int | float | Decimal) else float(value)


def _is_number(value: object) -> bool:
    """Tell whether a value is a number (True and False are not); numpy's count."""
    if isinstance(value, bool):
        return False
    return isinstance(value, int | float | Decimal) or hasattr(value, "__float__")


def _is_local(url: str) -> bool:
    """Tell whether an address is a path of this site: one slash at the start, no host, no way out of it."""
    return bool(re.fullmatch(r"/(?![/\\])[^\s\\]*", url))


def decimals_of(value: Number) -> int:
    """Return how many decimals (0, 1 or 2) a value needs when printed."""
    if value is None:
        return 0
    if isinstance(value, Decimal):
        exponent = value.normalize().as_tuple().exponent
        return min(2, max(0, -exponent)) if isinstance(exponent, int) else 0
    return next((places for places in (0, 1) if round(float(value), places) == round(float(value), 6)), 2)


def _without_defaults(row: dict[str, Any]) -> dict[str, Any]:
    """Drop what is empty, and turn Decimals into floats, so that the signed text stays short."""

    def plain(value: Any) -> Any:
        if isinstance(value, Decimal) or (_is_number(value) and not isinstance(value, int)):
            return float(value)
        if isinstance(value, Mapping):
            return {key: plain(item) for key, item in value.items() if item not in ("", None, (), [])}
        if isinstance(value, Iterable) and not isinstance(value, str):
            return [plain(item) for item in value]
        return value

    return {key: item for key, item in plain(row).items() if item != []}
