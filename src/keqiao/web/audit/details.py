"""What an entry's details say, for reading: keys in words, changes as "before → after".

The log keeps the keys that the rooms write; one that is not in the catalogue is shown as it is.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import Field
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from keqiao.web.site.moments import local_moment
from keqiao.web.site.punctuation import in_sequence, labelled, listed

NOTHING = "—"
SECRET = re.compile(
    r"pass(word|wd|phrase)|secret|(?<![a-z])(token|otp|pin|cookie|session_key|csrf\w*)$", re.I
)
"""Keys whose values have no place in a log that others read and export."""
HIDDEN = "***"

KEYS: dict[str, str | Promise] = {
    "action": pgettext_lazy("audit detail", "action"),
    "actor": pgettext_lazy("audit detail", "user"),
    "after": pgettext_lazy("audit detail", "after"),
    "asked": pgettext_lazy("audit detail", "asked for"),
    "asked_by": pgettext_lazy("audit detail", "asked by"),
    "basis": pgettext_lazy("audit detail", "basis"),
    "before": pgettext_lazy("audit detail", "before"),
    "cells": pgettext_lazy("audit detail", "figures of the form"),
    "changed": pgettext_lazy("audit detail", "changed"),
    "changed_figures": pgettext_lazy("audit detail", "figures changed"),
    "checked": pgettext_lazy("audit detail", "entries checked"),
    "checks": pgettext_lazy("audit detail", "checks"),
    "code": pgettext_lazy("audit detail", "code"),
    "conflicts": pgettext_lazy("audit detail", "conflicts of interest"),
    "count": pgettext_lazy("audit detail", "number"),
    "created": pgettext_lazy("audit detail", "created"),
    "definitions": pgettext_lazy("audit detail", "definitions"),
    "digest": pgettext_lazy("audit detail", "digest"),
    "display_name": pgettext_lazy("audit detail", "name"),
    "drawn": pgettext_lazy("audit detail", "drawn"),
    "experts": pgettext_lazy("audit detail", "experts"),
    "expires": pgettext_lazy("audit detail", "valid until"),
    "figure": pgettext_lazy("audit detail", "figure"),
    "figures": pgettext_lazy("audit detail", "figures"),
    "file": pgettext_lazy("audit detail", "file"),
    "file_digest": pgettext_lazy("audit detail", "digest of file"),
    "fingerprint": pgettext_lazy("audit detail", "fingerprint"),
    "first": pgettext_lazy("audit detail", "first entry"),
    "format": pgettext_lazy("audit detail", "format"),
    "forms": pgettext_lazy("audit detail", "forms"),
    "from": pgettext_lazy("audit detail", "from"),
    "further": pgettext_lazy("audit detail", "further refusals"),
    "handed_in": pgettext_lazy("audit detail", "handed in"),
    "indicator_share": pgettext_lazy("audit detail", "indicators without data"),
    "input": pgettext_lazy("audit detail", "digest of input"),
    "instalments": pgettext_lazy("audit detail", "instalments"),
    "is_active": pgettext_lazy("audit detail", "active"),
    "kind": pgettext_lazy("audit detail", "kind"),
    "last": pgettext_lazy("audit detail", "last entry"),
    "last_hash": pgettext_lazy("audit detail", "hash of last entry"),
    "measure": pgettext_lazy("audit detail", "measure"),
    "method": pgettext_lazy("audit detail", "method"),
    "mfa_required": pgettext_lazy("audit detail", "second factor required"),
    "missing": pgettext_lazy("audit detail", "missing"),
    "name": pgettext_lazy("audit detail", "name"),
    "name_en": pgettext_lazy("audit detail", "English name"),
    "nowhere": pgettext_lazy("audit detail", "no data anywhere"),
    "of": pgettext_lazy("audit detail", "out of"),
    "partly": pgettext_lazy("audit detail", "no data for some"),
    "period": pgettext_lazy("audit detail", "period"),
    "periods": pgettext_lazy("audit detail", "periods"),
    "persons": pgettext_lazy("audit detail", "persons"),
    "places": pgettext_lazy("audit detail", "broken places"),
    "platforms": pgettext_lazy("audit detail", "platforms"),
    "proposal": pgettext_lazy("audit detail", "proposal"),
    "query": pgettext_lazy("audit detail", "search"),
    "reason": pgettext_lazy("audit detail", "reason"),
    "register": pgettext_lazy("audit detail", "register"),
    "rights": pgettext_lazy("audit detail", "rights"),
    "role": pgettext_lazy("audit detail", "role"),
    "roles": pgettext_lazy("audit detail", "roles"),
    "row": pgettext_lazy("audit detail", "record"),
    "rows": pgettext_lazy("audit detail", "rows"),
    "same": pgettext_lazy("audit detail", "same result"),
    "same_input": pgettext_lazy("audit detail", "same input"),
    "sample": pgettext_lazy("audit detail", "sample"),
    "scheme": pgettext_lazy("audit detail", "scheme"),
    "scope": pgettext_lazy("audit detail", "scope"),
    "sha256": pgettext_lazy("audit detail", "SHA-256"),
    "size": pgettext_lazy("audit detail", "bytes"),
    "snapshot": pgettext_lazy("audit detail", "snapshot"),
    "source": pgettext_lazy("audit detail", "source"),
    "subject": pgettext_lazy("audit detail", "subject"),
    "subjects": pgettext_lazy("audit detail", "subjects"),
    "supersedes": pgettext_lazy("audit detail", "supersedes"),
    "to": pgettext_lazy("audit detail", "to"),
    "undoes": pgettext_lazy("audit detail", "undoes"),
    "unit": pgettext_lazy("audit detail", "unit"),
    "unknown_name": pgettext_lazy("audit detail", "mark of an unknown user name"),
    "user": pgettext_lazy("audit detail", "user"),
    "username": pgettext_lazy("audit detail", "user name"),
    "value": pgettext_lazy("audit detail", "value"),
    "weight_share": pgettext_lazy("audit detail", "weight without data"),
    "withdrawn": pgettext_lazy("audit detail", "withdrawn"),
}


def without_secrets(value: Any) -> Any:
    """The same JSON value with what stands under a secret's key hidden; booleans, which only say whether, stay."""
    if isinstance(value, dict):
        return {
            key: HIDDEN
            if SECRET.search(str(key)) and not isinstance(inner, bool | dict)
            else without_secrets(inner)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [without_secrets(inner) for inner in value]
    return value


@cache
def _fields() -> dict[str, list[Field[Any, Any]]]:
    """The fields of our models by name: what a change names where no word stands for it above."""
    fields: dict[str, list[Field[Any, Any]]] = {}
    for model in apps.get_models():
        if model.__module__.startswith("keqiao."):
            for field in model._meta.get_fields():
                if isinstance(field, Field):
                    fields.setdefault(field.name, []).append(field)
    return fields


def label(key: str) -> str:
    """A key in words: those of the catalogue, else what models call the field."""
    if key in KEYS:
        return str(KEYS[key])
    fields = _fields().get(key)
    return str(fields[0].verbose_name) if fields else key


def choice(key: str, value: Any) -> Any:
    """A code in the word of the choice that it is, where a field of this name has it; else the value as it is."""
    if isinstance(value, str):
        for field in _fields().get(key, ()):
            words = dict(field.flatchoices)
            if value in words:
                return str(words[value])
    return value


def pairs(detail: dict[str, Any]) -> list[tuple[str, str]]:
    """(what, text) for each detail; changes as "before → after", field by field."""
    lines: list[tuple[str, str]] = []
    if "value" in detail and "before" in detail and "after" not in detail:
        # A figure that takes the place of another (facts.record).
        detail = {key: value for key, value in detail.items() if key != "before"} | {
            "value": {"before": detail["before"], "after": detail["value"]}
        }
    both = "after" in detail and ("before" in detail or isinstance(detail["after"], dict))
    for key, value in detail.items():
        if both and key == "before":
            continue
        if both and key == "after":
            lines += _change(detail.get("before"), value)
        elif key == "changes" and isinstance(value, dict):
            lines += [(label(name), _changed(change)) for name, change in value.items()]
        else:
            lines.append((label(key), _changed(choice(key, value))))
    return lines


def _change(before: Any, after: Any) -> list[tuple[str, str]]:
    """What stood before and after: fields that differ, or the two values."""
    if isinstance(after, dict) or isinstance(before, dict):
        old = before if isinstance(before, dict) else {}
        new = after if isinstance(after, dict) else {}
        return [
            (label(name), arrow(choice(name, old.get(name)), choice(name, new.get(name))))
            for name in {**old, **new}
            if old.get(name) != new.get(name)
        ]
    return [(pgettext("audit detail", "change"), arrow(before, after))]


def _changed(value: Any) -> str:
    """A value, or a change where it is {"before": …, "after": …}."""
    if isinstance(value, dict) and set(value) == {"before", "after"}:
        return arrow(value["before"], value["after"])
    return text(value)


def arrow(before: Any, after: Any) -> str:
    """ "before → after"."""
    return f"{text(before)} → {text(after)}"


def text(value: Any) -> str:
    """A JSON value for reading."""
    if value is None or value in ("", [], {}):
        return NOTHING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return listed(text(inner) for inner in value)
    if isinstance(value, dict):
        return in_sequence(
            labelled(label(str(key)), _changed(choice(str(key), inner))) for key, inner in value.items()
        )
    return local_moment(str(value))
