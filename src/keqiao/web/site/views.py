"""Pages that belong to no room."""

from __future__ import annotations

import logging
import shutil

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from keqiao import __version__
from keqiao.web.jobs import pulse
from keqiao.web.site import unavailable

logger = logging.getLogger(__name__)
_last = {"said": "ok"}
_migrated = {"seen": False}
"""Whether this process has seen that no migration is missing: it is asked until then, for that takes long."""


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when all works, 503 with what does not: for load balancers and container health checks.

    Looked at are the database (it answers, and takes a row), the space left on the disk, and the worker. The log says a
    change of state once.
    """
    said = _state()
    if said != _last["said"]:
        _last["said"] = said
        logger.log(logging.WARNING if said == "ok" else logging.ERROR, "health: %s", said)
    if said != "ok":
        response = JsonResponse({"status": said}, status=503, headers={"Retry-After": "30"})
        response._has_been_logged = True  # type: ignore[attr-defined] # (it is asked every few seconds)
        return response
    return JsonResponse({"status": "ok", "version": __version__})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when this process can answer requests: the database answers, and has the tables of this version; else 503.

    For a load balancer that puts processes in and out; ``/healthz`` tells whether all of the installation is well.
    """
    said = _readiness()
    if said == "ok":
        return JsonResponse({"status": "ok", "version": __version__})
    response = JsonResponse({"status": said}, status=503, headers={"Retry-After": "5"})
    response._has_been_logged = True  # type: ignore[attr-defined] # (it is asked every few seconds)
    return response


def _readiness() -> str:
    try:
        missing = False
        if not _migrated["seen"]:
            executor = MigrationExecutor(connection)
            missing = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "database unavailable"
    _migrated["seen"] = not missing
    return "migrations missing" if missing else "ok"


def _state() -> str:
    """What is the matter, in a few words without any detail of the installation; "ok" when nothing is."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError:
        return "database unavailable"
    try:
        pulse.prove_writable()
        silent = pulse.is_silent(pulse.WORKER)
    except DatabaseError as error:
        kind = unavailable.kind_of(error)
        return {unavailable.LOCKED: "database locked", unavailable.FULL: "disk full"}.get(
            kind, "database not writable"
        )
    if _free_bytes() < settings.LEAST_FREE_BYTES:
        return "disk nearly full"
    return "worker silent" if silent else "ok"


def _free_bytes() -> int:
    """What the disk of the data folder has left; more than anything where that cannot be asked."""
    try:
        return shutil.disk_usage(settings.DATA).free
    except OSError:
        return 2**63
