"""Why a value given to the API is not accepted, in the language of who asked: what pydantic found, in our words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

KINDS = {
    "date": lazy("A day is written as in 2024-10-31."),
    "datetime": lazy("A moment is written as in 2024-10-31T08:00:00+08:00."),
    "timezone": lazy("A moment is written as in 2024-10-31T08:00:00+08:00."),
    "int": lazy("A whole number is wanted."),
    "decimal": lazy("A number is wanted, or a text that is one."),
    "float": lazy("A number is wanted, or a text that is one."),
    "finite": lazy("A number is wanted, or a text that is one."),
    "bool": lazy("Write true or false."),
    "string": lazy("A text is wanted."),
    "list": lazy("A list is wanted."),
    "dict": lazy("Keys with values are wanted."),
    "model": lazy("Keys with values are wanted."),
    "uuid": lazy("This is no key of this kind."),
}
"""The first word of a kind of error → what is wanted; kinds with figures of their own stand below."""


def words_for(error: Mapping[str, Any]) -> str:
    """The sentence for one error of pydantic (``type``, ``ctx``, ``msg``)."""
    kind, context = str(error["type"]), error.get("ctx") or {}
    if kind == "missing":
        return _("A value is needed.")
    if kind == "extra_forbidden":
        return _("There is no such field here.")
    if kind in {"literal_error", "enum"}:
        return _("One of these is wanted: %(words)s.") % {"words": context.get("expected", "")}
    if kind in {"string_too_long", "too_long"}:
        return _("At most %(most)s are allowed.") % {"most": context.get("max_length")}
    if kind in {"string_too_short", "too_short"}:
        return _("At least %(least)s are needed.") % {"least": context.get("min_length")}
    if kind in {"greater_than_equal", "greater_than"}:
        return _("The least is %(least)s.") % {"least": context.get("ge", context.get("gt"))}
    if kind in {"less_than_equal", "less_than"}:
        return _("The most is %(most)s.") % {"most": context.get("le", context.get("lt"))}
    if kind == "string_pattern_mismatch":
        return _("Characters that are not allowed stand here.")
    if kind == "json_invalid":
        return _("This is no valid JSON.")
    if kind == "value_error":
        return str(context.get("error", error["msg"]))
    return str(KINDS.get(kind.partition("_")[0], lazy("This value is not understood.")))


__all__ = ["words_for"]
