"""409: a rule of the database that no form asked about. The answer says what must hold and keeps what was typed.

Forms and imports hold rows against the rules themselves (``constraints.py``); what two people do at the same moment,
and what a room did not ask, comes here in the place of an error of the system.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from keqiao.web.site.constraints import key_in_words, rule_in_words
from keqiao.web.site.unavailable import typed

logger = logging.getLogger(__name__)

_SQLITE_COLUMNS = re.compile(r"^(UNIQUE|NOT NULL) constraint failed: (.+)$")
_SQLITE_NAME = re.compile(r"^CHECK constraint failed: (\w+)$")
_POSTGRESQL_KEY = re.compile(r"\(([^()]+)\)=")


def broken_rule(error: IntegrityError) -> str:
    """The rule that an error of the database stands for, in words; "" for what is no rule of a row."""
    diagnosis = getattr(error.__cause__, "diag", None)
    if diagnosis is not None:
        return _told_by_postgresql(diagnosis)
    text = str(error)
    if named := _SQLITE_NAME.match(text):
        return _by_name(named[1])
    if columns := _SQLITE_COLUMNS.match(text):
        paths = [path.strip().rpartition(".") for path in columns[2].split(",")]
        return _by_columns(paths[0][0], [path[2] for path in paths], missing=columns[1] == "NOT NULL")
    return ""


def _told_by_postgresql(diagnosis: Any) -> str:
    name = str(diagnosis.constraint_name or "")
    if name in _constraints():
        return _by_name(name)
    if diagnosis.column_name:
        return _by_columns(diagnosis.table_name, [diagnosis.column_name], missing=True)
    key = _POSTGRESQL_KEY.search(diagnosis.message_detail or "") if diagnosis.sqlstate == "23505" else None
    return _by_columns(diagnosis.table_name, key[1].split(", "), missing=False) if key else ""


def _by_name(name: str) -> str:
    named = _constraints().get(name)
    return rule_in_words(named[1], named[0]) if named else ""


def _by_columns(table: str, columns: Iterable[str], *, missing: bool) -> str:
    model = next((model for model in apps.get_models() if model._meta.db_table == table), None)
    if model is None:
        return ""
    names = [field.name for field in model._meta.concrete_fields if field.column in set(columns)]
    if missing:
        labels = _(", ").join(str(model._meta.get_field(name).verbose_name) for name in names)  # type: ignore[union-attr]
        return _("%(labels)s: a value is needed.") % {"labels": labels}
    return key_in_words(names, model)


@cache
def _constraints() -> dict[str, tuple[type[models.Model], Any]]:
    """Every constraint of the models of this system by its name in the database."""
    return {
        constraint.name: (model, constraint)
        for model in apps.get_models(include_auto_created=True)
        for constraint in model._meta.constraints
    }


class BrokenRules:
    """Turn what the database refused by a rule of a row into an answer in words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The answer for a broken rule; other errors go on."""
        rule = broken_rule(exception) if isinstance(exception, IntegrityError) else ""
        if not rule:
            return None
        logger.error("%s (%s %s)", exception, request.method, request.path)
        reason = _("Nothing was stored. %(rule)s") % {"rule": rule}
        if request.path_info.startswith("/api/"):
            return JsonResponse({"detail": reason, "fields": {}}, status=409)
        context = {
            "status": 409,
            "title": _("The entry does not fit what is recorded"),
            "reason": reason,
            "advice": _("Go back, correct what is named, and send the form again."),
            "again": typed(request),
        }
        return HttpResponse(render_to_string("site/error_standalone.html", context), status=409)
