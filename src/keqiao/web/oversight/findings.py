"""Findings as pages show them: problem by problem, each rule with the light of the city and its word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.engine.diagnostics import BEFORE, DiagnosticRule, DiagnosticRules, words_in
from keqiao.engine.expressions import tree_of
from keqiao.engine.expressions.tree import Name
from keqiao.web.evaluations.reading import words
from keqiao.web.oversight.documents import measure_codes
from keqiao.web.oversight.models import Diagnosis, DiagnosisLine
from keqiao.web.oversight.selectors import figures_behind, measures_of, rules_of
from keqiao.web.site import numbers
from keqiao.web.site.tables import Cell, Column, Table

LIGHTS = ("bad", "watch", "good", "none")


@dataclass(frozen=True)
class RuleFinding:
    """What a rule says of the city. ``lights``: how many platforms show each, ``share``: of those judged, per cent."""

    rule: DiagnosticRule
    light: str
    sentence: str
    share: float | None
    judged: int
    lights: Mapping[str, int]
    url: str = ""

    @property
    def name(self) -> str:
        """The rule's name."""
        return words(self.rule.name)

    @property
    def recommendation(self) -> str:
        """What the finding calls for."""
        return words(self.rule.calls_for.text)


@dataclass(frozen=True)
class ProblemFindings:
    """A problem with the rules that show it."""

    name: str
    quote: str
    rules: list[RuleFinding]


def problems(
    rules: DiagnosticRules, city: Mapping[str, Any], diagnosis: Diagnosis | None = None
) -> list[ProblemFindings]:
    """Return the findings of all rules, problem by problem."""
    listed = []
    for group in rules.groups:
        of_group = [rule for rule in rules.rules if rule.group == group.code]
        lines = [rule_finding(rules, rule, city.get(rule.code, {}), diagnosis) for rule in of_group]
        listed.append(ProblemFindings(words(group.name), words(group.quote), lines))
    return listed


def rule_finding(
    rules: DiagnosticRules, rule: DiagnosticRule, of_city: Mapping[str, Any], diagnosis: Diagnosis | None
) -> RuleFinding:
    """Return what a rule says of the city."""
    share = of_city.get("value")
    said = _("No platform can be judged.") if share is None else words(words_in(rules.city.bands, share))
    url = reverse("oversight:finding", args=(diagnosis.code, rule.code)) if diagnosis else ""
    light, judged = of_city.get("light", "none"), of_city.get("judged", 0)
    return RuleFinding(rule, light, said, share, judged, of_city.get("lights", {}), url)


def measures_in(rule: DiagnosticRule) -> list[str]:
    """Return the measures that the value of a rule is made of, in their order."""
    known = measure_codes()
    names = [
        node.name
        for node in tree_of(rule.value, [*known, *(f"{code}{BEFORE}" for code in known)]).walk()
        if isinstance(node, Name)
    ]
    return list(dict.fromkeys(name if name in known else name.removesuffix(BEFORE) for name in names))


def value_words(rule: DiagnosticRule, value: float | None) -> str:
    """Return a value as it is read, with the unit of the rule."""
    if value is None:
        return ""
    text = numbers.number(round(value, 2))
    unit = words(rule.unit)
    return f"{text}{unit}" if unit == "%" else f"{text} {unit}".strip()


def summary_table(title: str, rules: DiagnosticRules, city: Mapping[str, Any], as_of: str) -> Table:
    """Return the findings of the city as one table, for files."""
    rows = [
        {"problem": problem.name, **row_of(finding)}
        for problem in problems(rules, city)
        for finding in problem.rules
    ]
    return Table(title, [Column("problem", _("Problem")), *columns()], rows, as_of=as_of, name="findings")


def problem_table(problem: ProblemFindings, name: str) -> Table:
    """Return the findings of a problem; each count leads to its platforms."""
    rows = [row_of(finding) for finding in problem.rules]
    return Table(problem.name, columns(), rows, name=name, stacked=True)


def row_of(finding: RuleFinding) -> dict[str, Any]:
    """Return a finding by column."""
    counts = {}
    for light in LIGHTS:
        count = finding.lights.get(light, 0)
        url = f"{finding.url}?light={light}" if count and finding.url else ""
        counts[light] = Cell(count, url=url)
    return {
        "rule": Cell(finding.name, url=finding.url),
        "light": Cell(finding.sentence, light=finding.light),  # type: ignore[arg-type]
        "share": None if finding.share is None else finding.share / 100,
        **counts,
        "calls_for": finding.recommendation,
        "chapter": finding.rule.calls_for.chapter,
    }


def columns() -> list[Column]:
    """Return the columns of findings of the city."""
    return [
        Column("rule", pgettext("diagnosis", "Rule")),
        Column("light", _("Light of the city")),
        Column("share", _("Share of platforms"), "percent", decimals=0),
        Column("bad", pgettext("light", "alarm"), "number"),
        Column("watch", _("attention"), "number"),
        Column("good", _("normal"), "number"),
        Column("none", _("cannot be judged"), "number"),
        Column("calls_for", _("Calls for")),
        Column("chapter", _("Chapter")),
    ]


def platforms_table(diagnosis: Diagnosis, rule: DiagnosticRule, lines: Iterable[DiagnosisLine]) -> Table:
    """Return the platforms of a finding with value, light, word, and the figures behind, each opening its rows."""
    listed = list(lines)
    codes = measures_in(rule)
    measures = measures_of(codes)
    figures = figures_behind(diagnosis, codes, [line.platform_id for line in listed])
    rows = []
    for line in listed:
        platform = line.platform
        row: dict[str, Any] = {
            "code": platform.code,
            "platform": Cell(str(platform), url=platform.get_absolute_url()),
            "legal_form": platform.organisation.get_legal_form_display(),
            "value": Cell(line.value, text=value_words(rule, line.value)),
            "light": Cell(
                line.light,
                text=words(rule.words_of(line.light, line.value)) or _("cannot be judged"),
                light=line.light,  # type: ignore[arg-type]
            ),
        }
        for code, measure in measures.items():
            value = figures.get((line.platform_id, code))
            url = reverse("facts:figure", args=(code, platform.code, diagnosis.period))
            row[code] = Cell(
                None if value is None else measure.in_display_unit(value),
                text="" if value is not None else "—",
                url=url,
            )
        rows.append(row)
    columns = [
        Column("code", _("Code")),
        Column("platform", _("Platform"), "link"),
        Column("legal_form", _("Legal form")),
        Column("value", _("Value"), "number"),
        Column("light", _("Light and word")),
        *(
            Column(code, str(measure), "number", unit=measure.display_unit)
            for code, measure in measures.items()
        ),
    ]
    return Table(words(rule.name), columns, rows, as_of=diagnosis.period, name="finding")


def history_table(diagnoses: Sequence[Diagnosis]) -> Table:
    """Return the light of the city by rule over periods: the newest diagnosis of each."""
    names: dict[str, str] = {}
    rows: dict[str, dict[str, Any]] = {}
    for diagnosis in reversed(diagnoses):
        for rule in rules_of(diagnosis).rules:
            names.setdefault(rule.code, words(rule.name))
    for diagnosis in diagnoses:
        rules = rules_of(diagnosis)
        for rule in rules.rules:
            finding = rule_finding(rules, rule, diagnosis.city.get(rule.code, {}), diagnosis)
            share = "" if finding.share is None else numbers.percent(finding.share / 100, 0)
            rows.setdefault(rule.code, {"rule": names[rule.code]})[diagnosis.code] = Cell(
                finding.share,
                text=f"{finding.sentence} {share}".strip(),
                url=finding.url,
                light=finding.light,  # type: ignore[arg-type]
            )
    ordered = [rows[code] for code in names if code in rows]
    columns = [
        Column("rule", pgettext("diagnosis", "Rule")),
        *(Column(diagnosis.code, diagnosis.period) for diagnosis in diagnoses),
    ]
    return Table(_("Findings over periods"), columns, ordered, name="history", stacked=True)
