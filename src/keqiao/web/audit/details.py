"""What an entry's details say, for reading: keys in words, changes as "before → after".

The log keeps the keys that the rooms write; one that is not in the catalogue is shown as it is.
"""

from __future__ import annotations

import re
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

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
    "asked_by": pgettext_lazy("audit detail", "asked by"),
    "basis": pgettext_lazy("audit detail", "basis"),
    "before": pgettext_lazy("audit detail", "before"),
    "changed": pgettext_lazy("audit detail", "changed"),
    "checked": pgettext_lazy("audit detail", "entries checked"),
    "code": pgettext_lazy("audit detail", "code"),
    "created": pgettext_lazy("audit detail", "created"),
    "definitions": pgettext_lazy("audit detail", "definitions"),
    "digest": pgettext_lazy("audit detail", "digest"),
    "display_name": pgettext_lazy("audit detail", "name"),
    "expires": pgettext_lazy("audit detail", "valid until"),
    "figure": pgettext_lazy("audit detail", "figure"),
    "figures": pgettext_lazy("audit detail", "figures"),
    "file": pgettext_lazy("audit detail", "file"),
    "file_digest": pgettext_lazy("audit detail", "digest of file"),
    "fingerprint": pgettext_lazy("audit detail", "fingerprint"),
    "first": pgettext_lazy("audit detail", "first entry"),
    "format": pgettext_lazy("audit detail", "format"),
    "further": pgettext_lazy("audit detail", "further refusals"),
    "input": pgettext_lazy("audit detail", "digest of input"),
    "is_active": pgettext_lazy("audit detail", "active"),
    "kind": pgettext_lazy("audit detail", "kind"),
    "last": pgettext_lazy("audit detail", "last entry"),
    "last_hash": pgettext_lazy("audit detail", "hash of last entry"),
    "measure": pgettext_lazy("audit detail", "measure"),
    "method": pgettext_lazy("audit detail", "method"),
    "mfa_required": pgettext_lazy("audit detail", "second factor required"),
    "name": pgettext_lazy("audit detail", "name"),
    "name_en": pgettext_lazy("audit detail", "English name"),
    "period": pgettext_lazy("audit detail", "period"),
    "periods": pgettext_lazy("audit detail", "periods"),
    "places": pgettext_lazy("audit detail", "broken places"),
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
    "scheme": pgettext_lazy("audit detail", "scheme"),
    "scope": pgettext_lazy("audit detail", "scope"),
    "sha256": pgettext_lazy("audit detail", "SHA-256"),
    "size": pgettext_lazy("audit detail", "bytes"),
    "snapshot": pgettext_lazy("audit detail", "snapshot"),
    "source": pgettext_lazy("audit detail", "source"),
    "supersedes": pgettext_lazy("audit detail", "supersedes"),
    "undoes": pgettext_lazy("audit detail", "undoes"),
    "unit": pgettext_lazy("audit detail", "unit"),
    "user": pgettext_lazy("audit detail", "user"),
    "unknown_name": pgettext_lazy("audit detail", "mark of an unknown user name"),
    "username": pgettext_lazy("audit detail", "user name"),
    "value": pgettext_lazy("audit detail", "value"),
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


def label(key: str) -> str:
    """A key in words."""
    return str(KEYS.get(key, key))


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
            lines.append((label(key), _changed(value)))
    return lines


def _change(before: Any, after: Any) -> list[tuple[str, str]]:
    """What stood before and after: fields that differ, or the two values."""
    if isinstance(after, dict) or isinstance(before, dict):
        old = before if isinstance(before, dict) else {}
        new = after if isinstance(after, dict) else {}
        return [
            (label(name), arrow(old.get(name), new.get(name)))
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
        return _(", ").join(text(inner) for inner in value)
    if isinstance(value, dict):
        return "; ".join(f"{label(str(key))}: {_changed(inner)}" for key, inner in value.items())
    return str(value)
