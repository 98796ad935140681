"""Queries that take long are a line of the log, without their values: what an index or a list of less would mend."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse

from keqiao.web.site.metrics import SLOW_QUERIES

logger = logging.getLogger(__name__)
LONGEST = 1000
"""Characters of a query."""


class SlowQueries:
    """Middleware: look at the queries of a request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        with slow_queries(request.path_info):
            return self.get_response(request)


@contextmanager
def slow_queries(place: str) -> Iterator[None]:
    """Log the queries inside that take KEQIAO_SLOW_QUERY_MS or more; ``place``: the address or the job."""
    if not settings.SLOW_QUERY_MS:
        yield
        return

    def timed(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        start = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            taken = (time.perf_counter() - start) * 1000
            if taken >= settings.SLOW_QUERY_MS:
                SLOW_QUERIES.inc()
                logger.warning("slow query: %.0f ms at %s: %s", taken, place, " ".join(sql.split())[:LONGEST])

    with connection.execute_wrapper(timed):
        yield
