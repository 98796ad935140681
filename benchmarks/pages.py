"""Pages at the scale of a province: median and p95 of one request, queries and size; and a save until it is seen.

``python benchmarks/pages.py 1000`` uses the database that ``benchmarks/scale.py`` makes (KEQIAO_DATA keeps it). Seconds
are those of the processor, in this process, without a network; beside each median stands its ratio to the calibration
of the same run.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TIMES = 7
READER = "officer"


def main(platforms: int = 13) -> None:
    """Make the database where there is none and print the tables."""
    os.environ.setdefault("KEQIAO_DATA", tempfile.mkdtemp())
    os.environ.setdefault("KEQIAO_DEBUG", "1")
    os.environ["DJANGO_SETTINGS_MODULE"] = "keqiao.web.site.settings"
    sys.path.insert(0, str(Path(__file__).parent))
    import django

    django.setup()
    from measuring import calibration
    from multiplied import ready

    from keqiao.web.facts.services.figure_rebuild import rebuild

    ready(platforms)
    print(f"{rebuild()} figures kept")
    measured(calibration())


def measured(unit: float) -> None:
    """Print what each page takes, and how long a save takes until the figures that it touches are current."""
    client = _client()
    print(f"{'':<44}{'median ms':>10}{'p95 ms':>9}{'ratio':>8}{'queries':>9}{'KiB':>7}", flush=True)
    for address in addresses():
        _page(client, address, unit)
    for name, save in SAVES.items():
        seconds = []
        for _number in range(TIMES):
            start = time.process_time()
            save()
            seconds.append(time.process_time() - start)
        _line(name, seconds, unit, "", "")


def addresses(reader: str = READER) -> Iterator[str]:
    """Yield the pages of the navigation, a profile, figures, a result and why pages."""
    from django.contrib.auth import get_user_model
    from django.urls import reverse

    from keqiao.web.evaluations.models import Run
    from keqiao.web.registry.models import Platform
    from keqiao.web.site.navigation import sections

    user: Any = get_user_model().objects.get(username=reader)
    for section in sections(user, "/"):
        for entry in section.items:
            yield entry.url
    platform = Platform.objects.order_by("code").first()
    assert platform is not None
    yield platform.get_absolute_url()
    for scope in ("city", platform.code):
        for code in ("rd_headcount", "operating_revenue"):
            yield reverse("facts:figure", args=(code, scope, "2024"))
    run = Run.objects.filter(state=Run.State.DONE).order_by("-pk").first()
    assert run is not None
    yield run.get_absolute_url()


def save_row() -> None:
    """Save one post, and read the figures that it touches: of its platform and of the city, at the region's day."""
    from keqiao.web.registry.models import Engagement

    post = Engagement.objects.current().order_by("pk").first()
    assert post is not None
    post.is_research = not post.is_research
    post.save()
    _touched("registry_engagement", post.platform)


SAVES = {"save a post until its figures are current": save_row}


def _touched(table: str, platform: Any) -> None:
    from django.contrib.auth import get_user_model

    from keqiao.web.facts.models import FigureSource
    from keqiao.web.facts.selectors import default_period, figures_for

    names = FigureSource.objects.filter(name=table, basis="reported")
    codes = list(names.values_list("measure__code", flat=True))
    user: Any = get_user_model().objects.get(username=READER)
    figures_for(user, codes, ["city", platform.code], [default_period()])


def _client() -> Any:
    from django.contrib.auth import get_user_model
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    client.force_login(
        get_user_model().objects.get(username=READER), "django.contrib.auth.backends.ModelBackend"
    )
    return client


def _page(client: Any, address: str, unit: float) -> None:
    """Print what one page takes."""
    from django.db import connection

    client.get(address)
    statements: list[str] = []

    def note(execute: Any, sql: Any, *rest: Any) -> Any:
        statements.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        answer = client.get(address)
    seconds = []
    for _number in range(TIMES):
        start = time.process_time()
        client.get(address)
        seconds.append(time.process_time() - start)
        if seconds[-1] > 3:
            break
    size = f"{len(answer.content) / 1024:.0f}"
    _line(f"{answer.status_code} {address}", seconds, unit, str(len(statements)), size)


def _line(name: str, seconds: list[float], unit: float, queries: str, size: str) -> None:
    median, last = statistics.median(seconds), sorted(seconds)[int(len(seconds) * 0.95)]
    print(
        f"{name:<44}{median * 1000:>10.0f}{last * 1000:>9.0f}{median / unit:>8.2f}{queries:>9}{size:>7}",
        flush=True,
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
