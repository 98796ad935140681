"""One line for each thing that happened: who, from where, what, which answer; a trace-back only for our own faults.

A refusal (403, 404, an address with NUL) is no fault of the program: it gets its line and nothing more. Control
characters are written out, so that nobody writes a second line into the log.
"""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any

from keqiao.web.site.request_ids import request_number

FAULT = 500
"""From this status on an answer is a fault of ours, and where it came from is worth knowing."""


class LineFormatter(logging.Formatter):
    """``2026-11-29 18:42:17,003 WARNING django.request Forbidden: /audit/ status=403 user=12 address=10.0.0.7``."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Write the line; the trace-back follows for a fault only."""
        status = getattr(record, "status_code", None)
        refused = isinstance(status, int) and status < FAULT
        line = super().formatMessage(self._prepared(record)) + self._about(record, status)
        line = "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in line)
        if record.exc_info and not refused:
            line = f"{line}\n{self.formatException(record.exc_info)}"
        if record.stack_info:
            line = f"{line}\n{self.formatStack(record.stack_info)}"
        return line

    def _prepared(self, record: logging.LogRecord) -> logging.LogRecord:
        record.message = record.getMessage()
        record.asctime = self.formatTime(record)
        return record

    @staticmethod
    def _about(record: logging.LogRecord, status: int | None) -> str:
        return "".join(f" {name}={value}" for name, value in _circumstances(record, status).items())


class JsonFormatter(logging.Formatter):
    """The same as a JSON object a line: at, level, logger, message, and where known request, status, user, address."""

    def format(self, record: logging.LogRecord) -> str:
        """Write the object; ``trace`` stands in it for a fault only."""
        status = getattr(record, "status_code", None)
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
        }
        line |= _circumstances(record, status)
        if record.exc_info and not (isinstance(status, int) and status < FAULT):
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def _circumstances(record: logging.LogRecord, status: int | None) -> dict[str, Any]:
    """Who asked and from where, as far as that is known without asking the database, and the number of the request."""
    parts: dict[str, Any] = {}
    request: Any = getattr(record, "request", None)
    if status is not None and hasattr(request, "META"):
        user = getattr(getattr(request, "_cached_user", None), "pk", None)
        parts = {"status": status, "method": request.method, "user": user}
        parts["address"] = request.META.get("REMOTE_ADDR")
        parts["request"] = request_number(request)
    else:
        parts["request"] = request_number()
    return {name: value for name, value in parts.items() if value}
