"""Chart → SVG → PNG on the server, with no browser and no node.

ECharts (bundled as ``echarts-server.js``) runs in QuickJS with a limit on memory and time; resvg turns its SVG into
a PNG with the font that travels with the package. The same chart gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache as remembered
from pathlib import Path

import quickjs
import resvg_py
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.utils.translation import get_language

from keqiao.web.charts import fonts
from keqiao.web.charts.definition import Chart
from keqiao.web.charts.option import echarts_option

BUNDLE = "keqiao/bundle/echarts-server.js"
MEMORY_LIMIT = 256 * 2**20
"""Bytes QuickJS may take; loading ECharts takes about 20 MiB, a chart with 6 000 points some 60."""
TIME_LIMIT = 20
"""Seconds of processor time for one drawing (QuickJS is an interpreter: a usual chart takes some tenths)."""
DRAWINGS_PER_INTERPRETER = 200
KEPT_SECONDS = 24 * 3600
SMALLEST, LARGEST = 160, 4000
"""Pixels of width or height."""
MOST_PIXELS = 24_000_000
DEFAULT_SIZE = (880, 480)
SIZES = {"s": (640, 320), "m": DEFAULT_SIZE, "l": (960, 680)}
"""Width and height in pixels for documents, by the size the chart asks for."""


class RenderError(RuntimeError):
    """The picture could not be drawn: the bundle is missing, or a limit of time or memory was reached."""


def svg(chart: Chart, width: int | None = None, height: int | None = None) -> str:
    """Return a chart with its title, unit, source and mark as SVG text of the given size in pixels.

    Raises ValueError for a size outside 160…4000, RenderError if the drawing fails. Drawn pictures are kept for a day.
    """
    wide, high = size_of(chart, width, height)
    option = json.dumps(
        echarts_option(chart, document=True), ensure_ascii=False, sort_keys=True, allow_nan=False
    )
    key = _key("svg", option, wide, high)
    kept = cache.get(key)
    if kept is None:
        kept = _in_interpreter(option, wide, high)
        cache.set(key, kept, KEPT_SECONDS)
    return str(kept)


def png(chart: Chart, width: int | None = None, height: int | None = None, scale: float = 2.0) -> bytes:
    """Return a chart as PNG bytes; `scale` multiplies the size in pixels (2 is sharp in print at 15 cm width)."""
    if not 0.5 <= scale <= 4:
        raise ValueError("scale must lie between 0.5 and 4")
    wide, high = size_of(chart, width, height)
    if wide * high * scale**2 > MOST_PIXELS:
        raise ValueError(f"A picture has at most {MOST_PIXELS:,} pixels")
    drawing = svg(chart, wide, high)
    key = _key("png", drawing, wide, high, scale)
    kept = cache.get(key)
    if kept is None:
        kept = rasterise(drawing, round(wide * scale), texts=_texts(chart))
        cache.set(key, kept, KEPT_SECONDS)
    return bytes(kept)


def size_of(chart: Chart, width: int | None, height: int | None) -> tuple[int, int]:
    """Return the size in pixels: as asked, else by the chart's own size; raises ValueError outside the limits."""
    usual = SIZES[chart.size]
    size = (usual[0] if width is None else width, usual[1] if height is None else height)
    if not all(SMALLEST <= pixels <= LARGEST for pixels in size):
        raise ValueError(f"Width and height must lie between {SMALLEST} and {LARGEST} pixels")
    return size


def rasterise(drawing: str, width: int, *, texts: Iterator[str] | tuple[str, ...] = ()) -> bytes:
    """Return an SVG as PNG bytes of the given width. Fonts of the machine are searched only for rare characters."""
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=drawing,
            width=width,
            font_files=[str(fonts.FONT_FILE)],
            skip_system_fonts=fonts.covers(texts),
            font_family=fonts.FONT_FAMILY,
            sans_serif_family=fonts.FONT_FAMILY,
            languages=[get_language() or "zh-hans"],
        )
    )


def _texts(chart: Chart) -> Iterator[str]:
    """All words that a drawing may hold."""
    yield from (chart.title, chart.subtitle, chart.unit, chart.source, chart.as_of, chart.note)
    yield from (chart.start_label, chart.end_label, chart.x_label, chart.x_unit, chart.y_label)
    yield from chart.categories
    yield from (line.name for line in chart.references)
    for row in chart.series:
        yield row.name
        yield from (point.label + point.text for point in row.items)


def _key(kind: str, drawing: str, *parts: object) -> str:
    """Return the key under which a picture is kept; a new bundle makes new keys."""
    digest = hashlib.sha256(repr((_bundle_digest(), drawing, parts)).encode())
    return f"keqiao.charts.{kind}.{digest.hexdigest()}"


@remembered
def _bundle() -> str:
    """Return the script that draws; raises RenderError if the front end has not been built."""
    path = finders.find(BUNDLE)
    if not path:
        raise RenderError(f"The chart script {BUNDLE} is missing: run `python hatch_build.py` once")
    return Path(str(path)).read_text(encoding="utf-8")


@remembered
def _bundle_digest() -> str:
    return hashlib.sha256(_bundle().encode()).hexdigest()


class _Interpreter:
    """One QuickJS with ECharts loaded, living in a thread of its own: QuickJS must not change threads."""

    def __init__(self) -> None:
        self.process = os.getpid()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="charts")
        self._draw: quickjs.Object | None = None
        self._drawings = 0

    def draw(self, option: str, width: int, height: int) -> str:
        """Return the SVG text; raises RenderError."""
        return self._thread.submit(self._draw_here, option, width, height).result()

    def _draw_here(self, option: str, width: int, height: int) -> str:
        if self._draw is None or self._drawings >= DRAWINGS_PER_INTERPRETER:
            context = quickjs.Context()
            context.set_memory_limit(MEMORY_LIMIT)
            context.set_max_stack_size(4 * 2**20)
            context.set_time_limit(TIME_LIMIT)
            context.eval(_bundle())
            self._draw, self._drawings = context.get("keqiaoDraw"), 0
        try:
            self._drawings += 1
            return str(self._draw(option, width, height))
        except (quickjs.JSException, MemoryError) as error:
            # After a limit was hit the interpreter's state is unknown: the next drawing starts a new one.
            self._draw = None
            raise RenderError(f"The chart could not be drawn: {error}") from error


_lock = threading.Lock()
_interpreter: _Interpreter | None = None


def _in_interpreter(option: str, width: int, height: int) -> str:
    """Draw in the interpreter of this process (a forked worker makes its own)."""
    global _interpreter  # noqa: PLW0603 - one interpreter for each process, made when first needed
    with _lock:
        if _interpreter is None or _interpreter.process != os.getpid():
            _interpreter = _Interpreter()
        interpreter = _interpreter
    return interpreter.draw(option, width, height)
