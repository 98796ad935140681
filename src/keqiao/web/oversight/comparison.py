"""What other rules would find, beside what the rules in force find."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.engine.diagnostics import DiagnosticRules
from keqiao.web.evaluations.reading import words
from keqiao.web.oversight.findings import rule_finding
from keqiao.web.site.tables import Cell, Column, Table


def comparison_table(
    now: DiagnosticRules,
    before: Mapping[str, Any],
    tried: DiagnosticRules,
    after: Mapping[str, Any],
    period: str,
) -> Table:
    """Return the light of the city and the number of alarms by rule, in force and tried; what differs is marked."""
    codes = list(dict.fromkeys([*(rule.code for rule in now.rules), *(rule.code for rule in tried.rules)]))
    rows = []
    for code in codes:
        row: dict[str, Any] = {}
        said: list[tuple[str, dict[str, int]] | None] = []
        for name, rules, city in (("before", now, before), ("after", tried, after)):
            rule = rules.rule(code)
            if rule is None:
                row[name] = Cell(text=_("no such rule"))
                said.append(None)
                continue
            finding = rule_finding(rules, rule, city.get(code, {}), None)
            row["rule"] = words(rule.name)
            row[name] = Cell(finding.light, text=finding.sentence, light=finding.light)  # type: ignore[arg-type]
            row[f"{name}_counts"] = "{} / {} / {}".format(
                *(finding.lights.get(light, 0) for light in ("bad", "watch", "good"))
            )
            said.append((finding.light, dict(finding.lights)))
        row["differs"] = _("differs") if said[0] != said[1] else ""
        rows.append(row)
    counts = _("alarm / attention / normal")
    columns = [
        Column("rule", pgettext("diagnosis", "Rule")),
        Column("before", _("In force")),
        Column("before_counts", counts),
        Column("after", _("Tried")),
        Column("after_counts", counts),
        Column("differs", _("Difference")),
    ]
    return Table(_("What the rules find"), columns, rows, as_of=period, name="trial", stacked=True)
