"""What a monitoring system reads at ``/metrics`` (Prometheus): requests by room and time, jobs, log, disk.

Counters of all processes of the web server are put together where ``keqiao serve`` has named a folder for them.
Without KEQIAO_METRICS_TOKEN there is no such page.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.db.models import Count, Min
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import (
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
    multiprocess,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable by which prometheus_client finds what other processes counted."""
BUCKETS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

REQUESTS = Counter("keqiao_requests", "Answers by room, method and status", ("room", "method", "status"))
SECONDS = Histogram("keqiao_request_seconds", "Seconds until an answer, by room", ("room",), buckets=BUCKETS)
SLOW_QUERIES = Counter("keqiao_slow_queries", "Queries that took longer than KEQIAO_SLOW_QUERY_MS")


class CountedRequests:
    """Middleware: count each answer and how long it took."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        start = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        room = (match.app_name or match.url_name or "site") if match is not None else "none"
        method = (
            request.method if request.method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"} else "other"
        )
        REQUESTS.labels(room, method, str(response.status_code)).inc()
        SECONDS.labels(room).observe(time.perf_counter() - start)
        return response


class InstallationCollector(Collector):
    """What the database and the disk say at the moment of the question."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield each measure; a database that is away gives ``keqiao_up 0`` alone."""
        from django.db import DatabaseError

        try:
            measures = [*_jobs(), *_log(), *_workers()]
        except DatabaseError:
            yield GaugeMetricFamily("keqiao_up", "Whether the database answers", 0)
            return
        yield GaugeMetricFamily("keqiao_up", "Whether the database answers", 1)
        yield from measures
        try:
            free = shutil.disk_usage(settings.DATA).free
        except OSError:
            return
        yield GaugeMetricFamily("keqiao_free_bytes", "Space left for the data folder", free)


def _jobs() -> Iterator[GaugeMetricFamily]:
    from keqiao.web.jobs.models import Job

    counts = GaugeMetricFamily("keqiao_jobs", "Jobs by kind and state", labels=("kind", "state"))
    for kind, state, count in Job.objects.order_by().values_list("kind", "state").annotate(Count("pk")):
        counts.add_metric((kind, state), count)
    yield counts
    waiting = Job.objects.filter(state=Job.State.WAITING).aggregate(since=Min("created_at"))["since"]
    seconds = (timezone.now() - waiting).total_seconds() if waiting is not None else 0
    yield GaugeMetricFamily(
        "keqiao_oldest_waiting_job_seconds", "How long the oldest job waits", max(seconds, 0)
    )


def _log() -> Iterator[GaugeMetricFamily]:
    from keqiao.web.audit.models import Head

    number = Head.objects.values_list("number", flat=True).first() or 0
    yield GaugeMetricFamily("keqiao_audit_entries", "Entries of the audit log", number)


def _workers() -> Iterator[GaugeMetricFamily]:
    from keqiao.web.jobs import pulse
    from keqiao.web.jobs.models import Heartbeat

    at = Heartbeat.objects.filter(part=pulse.WORKER).values_list("at", flat=True).first()
    if at is not None:
        said = (timezone.now() - at).total_seconds()
        yield GaugeMetricFamily(
            "keqiao_worker_silent_seconds", "Since a worker last gave a sign of life", said
        )


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """The measures as text, for who sends ``Authorization: Bearer`` with the token. Raises Http404 for others."""
    token, given = settings.METRICS_TOKEN, request.headers.get("Authorization", "")
    if not token or not constant_time_compare(given, f"Bearer {token}"):
        raise Http404
    registry: Any = REGISTRY
    if os.environ.get(FOLDER):
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)
    installation = CollectorRegistry()
    installation.register(InstallationCollector())
    return HttpResponse(
        generate_latest(registry) + generate_latest(installation),
        content_type="text/plain; version=0.0.4; charset=utf-8",
    )
