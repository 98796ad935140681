"""The tables of the rulebook: checks, changes, the vocabulary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.audit.models import Entry
from keqiao.web.facts.models import Measure
from keqiao.web.returns.checking.rules import RuleRefused, ready, spoken
from keqiao.web.returns.checking.vocabulary import RuleWord, WordKind
from keqiao.web.returns.models import CheckRule
from keqiao.web.returns.rulebook.builder import written
from keqiao.web.site.tables import Cell, Column, Table

MOST_CHANGES = 50


def rules(check_rules: Sequence[CheckRule], counts: Counter[str], measures: Mapping[str, Measure]) -> Table:
    """Return the checks as a table."""
    columns = [
        Column("title", pgettext("check", "title")),
        Column("severity", _("weight")),
        Column("condition", _("Condition")),
        Column("active", _("in use")),
        Column("forms", _("Forms it speaks to now"), "number", decimals=0),
        Column("changed", _("changed at")),
    ]
    return Table(_("Checks"), columns, [_row(rule, counts, measures) for rule in check_rules], name="checks")


def _row(rule: CheckRule, counts: Counter[str], measures: Mapping[str, Measure]) -> dict[str, Any]:
    condition, broken = _condition(rule, measures)
    use = Cell(_("yes"), light="good") if rule.active else Cell(_("no"), light="none")
    if rule.active and broken:
        use = Cell(_("cannot be read"), light="bad", title=broken)
    return {
        "title": Cell(str(rule), url=reverse("returns:check", args=(rule.code,))),
        "severity": rule.get_severity_display(),
        "condition": condition,
        "active": use,
        "forms": counts[rule.code] if rule.active and not broken else None,
        "changed": rule.changed_at,
    }


def _condition(rule: CheckRule, measures: Mapping[str, Measure]) -> tuple[str, str]:
    """The condition in words, and why it cannot be read (empty when it can)."""
    try:
        return spoken(ready(rule.expression, list(measures)), measures), ""
    except RuleRefused as error:
        return rule.expression, error.refusal.words


def changes(rule: CheckRule) -> list[dict[str, Any]]:
    """Return what was changed in a check, newest first, as the audit log keeps it."""
    entries = Entry.objects.filter(target_kind="returns.checkrule", target_key=str(rule.pk))
    return [
        {"at": entry.at, "by": entry.actor_name, "lines": lines_of(entry.detail)}
        for entry in entries.order_by("-number")[:MOST_CHANGES]
    ]


def lines_of(detail: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return (field, before, after) of an audit entry."""
    before, after = detail.get("before", {}), detail.get("after", {})
    return [(_field(name), _value(name, before.get(name)), _value(name, after[name])) for name in after]


def differences(rule: CheckRule, mine: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Return (field, as it is stored now, as the user wrote it) where they differ."""
    return [
        (_field(name), _value(name, getattr(rule, name)), _value(name, value))
        for name, value in mine.items()
        if getattr(rule, name) != value
    ]


def _field(name: str) -> str:
    return str(CheckRule._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _value(name: str, value: Any) -> str:
    if name == "severity":
        return str(dict(CheckRule.Severity.choices).get(value, value or ""))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(value)


def vocabulary(measures: Mapping[str, Measure]) -> Table:
    """Return every measure with its code, unit and subject."""
    columns = [
        Column("name", _("Figure")),
        Column("code", _("In the condition")),
        Column("unit", _("unit")),
        Column("subject", _("Subject")),
    ]
    rows = [
        {
            "name": Cell(str(measure), url=measure.get_absolute_url()),
            "code": written(RuleWord(measure.code, WordKind.NOW)),
            "unit": measure.display_unit,
            "subject": measure.get_category_display(),
        }
        for measure in measures.values()
    ]
    return Table(_("Figures"), columns, rows, name="figures")
