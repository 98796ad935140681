"""Plans as tables: all of them, one with its targets against facts, two versions side by side, operation by field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.evaluations.reading import words
from keqiao.web.facts.models import Measure
from keqiao.web.planning.documents import OperationTerms
from keqiao.web.planning.models import DevelopmentPlan
from keqiao.web.planning.operation import OperationReading, TargetReading, band_light, read_until
from keqiao.web.registry.models import Platform
from keqiao.web.site.numbers import number
from keqiao.web.site.punctuation import bracketed, listed
from keqiao.web.site.tables import Cell, Column, Table


def plans_table(rows: Iterable[DevelopmentPlan]) -> Table:
    """Return plans with their versions."""
    printed = [
        {
            "platform": Cell(str(row.platform), url=row.get_absolute_url()),
            "number": row.number,
            "state": Cell(row.state, text=row.get_state_display(), light=_tone(row)),  # type: ignore[arg-type]
            "years": f"{row.first_year}–{row.last_year}",
            "focuses": listed(row.focuses),
            "market": row.market_direction,
            "approved_at": row.approved_at,
        }
        for row in rows
    ]
    columns = [
        Column("platform", _("Platform")),
        Column("number", _("Version"), "number"),
        Column("state", pgettext("plan", "State")),
        Column("years", _("Years")),
        Column("focuses", _("Main fields")),
        Column("market", _("Market direction")),
        Column("approved_at", pgettext("plan", "Approved at"), "date"),
    ]
    return Table(_("Development plans"), columns, printed, name="plans", stacked=True)


def _tone(row: DevelopmentPlan) -> str:
    tone = DevelopmentPlan.State.tone_of(row.state)
    return tone if tone in {"good", "watch", "bad"} else "near" if tone else ""


def targets_table(plan: DevelopmentPlan, terms: OperationTerms) -> Table:
    """Return the targets of a plan by year beside what was reached, each leading to its figure."""
    targets = list(plan.targets.select_related("measure"))
    codes = list(dict.fromkeys(target.measure.code for target in targets))
    of_years = {year: read_until(codes, year, [plan.platform_id])[plan.platform_id] for year in plan.years}
    rows = []
    for target in targets:
        figures = of_years[target.year]
        value = figures.values.get(target.measure.code)
        reading = TargetReading(target.measure, target.value, value, figures.until).judged(terms.lights)
        rows.append({"year": str(target.year)} | _target_row(reading, plan.platform, target.year))
    columns = [Column("year", _("Year")), *_target_columns()]
    note = f"{_('Actual figures are those of the facts today.')} {_basis_note()}"
    return Table(_("Targets and facts"), columns, rows, name="targets", note=note)


def _target_columns() -> list[Column]:
    return [
        Column("measure", _("Measure")),
        Column("planned", pgettext("plan", "Planned"), "number"),
        Column("until", pgettext("plan", "Figures until"), "date"),
        Column("due", pgettext("plan", "Due by then"), "number"),
        Column("actual", pgettext("plan", "Actual"), "number"),
        Column("variance", pgettext("plan", "Variance"), "number"),
        Column("fulfilment", pgettext("plan", "Fulfilment (%)"), "number", decimals=1),
        Column("light", _("Light")),
    ]


def _target_row(reading: TargetReading, platform: Platform, year: int) -> dict[str, Any]:
    measure = reading.measure
    whole_year = reading.months in {0, 12}
    period = str(year) if reading.until is None or whole_year else reading.until.isoformat()
    url = reverse("facts:figure", args=(measure.code, platform.code, period))
    return {
        "measure": bracketed(str(measure), measure.display_unit),
        "planned": _display_cell(measure, reading.planned),
        "until": reading.until,
        "due": _display_cell(measure, reading.due),
        "actual": Cell(
            measure.in_display_unit(reading.actual) if reading.until else None,
            text=_text(measure, reading.actual) if reading.until else _("no figures of the year yet"),
            url=url if reading.until else "",
        ),
        "variance": _display_cell(measure, reading.variance),
        "fulfilment": reading.fulfilment,
        "light": Cell(reading.light, text=reading.light_words or _("no figure"), light=reading.light),  # type: ignore[arg-type]
    }


def _basis_note() -> str:
    return _(
        "Of a year that figures do not cover yet, what adds up is compared with the share of the target for the months "
        "they cover; stocks and rates with the whole target. A year without figures is not judged."
    )


def _text(measure: Measure, value: Decimal | None) -> str:
    return number(measure.in_display_unit(value), measure.decimals) if value is not None else ""


def _display_cell(measure: Measure, value: Decimal | None) -> Cell:
    return Cell(measure.in_display_unit(value), text=_text(measure, value))


def comparison_table(before: DevelopmentPlan, after: DevelopmentPlan) -> Table:
    """Return what two versions of a plan say; what differs is marked."""
    rows = []
    lines: list[tuple[str, Any, Any]] = [
        (_("Research direction"), before.research_direction, after.research_direction),
        (_("Market direction"), before.market_direction, after.market_direction),
        (_("Industry cluster"), str(before.cluster or ""), str(after.cluster or "")),
        (_("Main fields"), listed(before.focuses), listed(after.focuses)),
        (_("How it is to be reached"), before.measures_taken, after.measures_taken),
        (_("Years"), f"{before.first_year}–{before.last_year}", f"{after.first_year}–{after.last_year}"),
    ]
    of: list[Mapping[tuple[str, int], tuple[Measure, Decimal]]] = [
        {(t.measure.code, t.year): (t.measure, t.value) for t in plan.targets.select_related("measure")}
        for plan in (before, after)
    ]
    for key in sorted(
        {*of[0], *of[1]}, key=lambda key: (of[0].get(key) or of[1][key])[0].order * 10_000 + key[1]
    ):
        measure = (of[0].get(key) or of[1][key])[0]
        texts = [_text(measure, side[key][1]) if key in side else "" for side in of]
        lines.append((f"{bracketed(str(measure), measure.display_unit)} {key[1]}", texts[0], texts[1]))
    for name, earlier, later in lines:
        rows.append(
            {
                "part": name,
                "before": earlier,
                "after": later,
                "differs": _("differs") if earlier != later else "",
            }
        )
    columns = [
        Column("part", pgettext("plan", "Part")),
        Column("before", f"V{before.number}"),
        Column("after", f"V{after.number}"),
        Column("differs", _("Difference")),
    ]
    return Table(_("Two versions"), columns, rows, name="versions", stacked=True)


def operation_table(
    platforms: Iterable[Platform], readings: Mapping[int, OperationReading], terms: OperationTerms, year: int
) -> Table:
    """Return how platforms operated in a year: a light for each field, uses of equipment and staff."""
    rows = []
    for platform in platforms:
        reading = readings[platform.pk]
        plan = reading.plan
        row: dict[str, Any] = {
            "code": platform.code,
            "platform": Cell(
                str(platform), url=reverse("planning:operation_of", args=(str(year), platform.code))
            ),
            "plan": Cell(
                plan.number if plan else None,
                text=f"V{plan.number}" if plan else _("no plan in force"),
                url=plan.get_absolute_url() if plan else "",
                light="" if plan else "bad",
            ),
        }
        for field in terms.fields:
            light = reading.light(field.code)
            text = " ".join(filter(None, (_fulfilled(reading.targets[field.code]), reading.word(field.code))))
            row[field.code] = Cell(light, text=text, light=light)  # type: ignore[arg-type]
        for name, value in reading.uses.items():
            light, said = band_light(terms.use, value)
            row[name] = Cell(value, light=light if value is not None else "", title=said)  # type: ignore[arg-type]
        row["until"] = Cell(reading.until, text="" if reading.until else _("no figures of the year yet"))
        row["runway"] = runway_cell(platform, reading, terms)
        rows.append(row)
    columns = [
        Column("code", _("Code")),
        Column("platform", _("Platform")),
        Column("plan", _("Plan")),
        Column("until", pgettext("plan", "Figures until"), "date"),
        *(Column(field.code, words(field.name)) for field in terms.fields),
        Column("equipment", _("Use of equipment (%)"), "number", decimals=1),
        Column("staff", _("Use of R&D staff (%)"), "number", decimals=1),
        Column("space", _("Use of floor area (%)"), "number", decimals=1),
        Column("runway", _("Runway (months)"), "number", decimals=1),
    ]
    note = _(
        "A field shows how many of its targets were met, of those set; its light is that of the worst. Use of staff: "
        "full-time equivalents over headcount. Runway: cash over a month of expenditure less market income, with a "
        "light for platforms that start up."
    )
    note = f"{note} {_basis_note()}"
    return Table(_("Operation by field"), columns, rows, as_of=str(year), name="operation", note=note)


def runway_cell(platform: Platform, reading: OperationReading, terms: OperationTerms) -> Cell:
    """Return for how many months the cash lasts; a light for a platform that starts up only."""
    months = reading.runway
    if months is None:
        return Cell(None)
    light, said = band_light(terms.runway, months)
    shown_light = light if platform.stage == Platform.Stage.STARTUP else ""
    if months == float("inf"):
        return Cell("", text=_("earns what it spends"), light=shown_light, title=said)  # type: ignore[arg-type]
    return Cell(months, light=shown_light, title=said)  # type: ignore[arg-type]


def means_table(platform: Platform, reading: OperationReading, terms: OperationTerms, year: int) -> Table:
    """Return the uses of equipment, staff and floor area of a platform, and its runway."""
    names = {
        "equipment": _("Use of equipment (%)"),
        "staff": _("Use of R&D staff (%)"),
        "space": _("Use of floor area (%)"),
    }
    rows: list[dict[str, Any]] = []
    for name, label in names.items():
        light, said = band_light(terms.use, reading.uses[name])
        cell = Cell(light, text=said or _("no figure"), light=light)  # type: ignore[arg-type]
        rows.append({"what": label, "value": reading.uses[name], "light": cell})
    months = runway_cell(platform, reading, terms)
    rows.append({"what": _("Runway (months)"), "value": months, "light": Cell("", text=months.title)})
    columns = [
        Column("what", pgettext("operation", "What")),
        Column("value", _("Value"), "number", decimals=1),
        Column("light", _("Light")),
    ]
    return Table(_("Use of means"), columns, rows, as_of=str(year), name="means")


def _fulfilled(targets: Iterable[TargetReading]) -> str:
    known = [target for target in targets if target.light != "none"]
    met = sum(target.light == "good" for target in known)
    return f"{met}/{len(known)}" if known else "—"


def variance_table(platform: Platform, reading: OperationReading, terms: OperationTerms, year: int) -> Table:
    """Return the targets of a platform in a year by field with variances, whether set or not."""
    rows = [
        {"field": words(field.name)} | _target_row(target, platform, year)
        for field in terms.fields
        for target in reading.targets[field.code]
    ]
    columns = [Column("field", pgettext("operation", "Field")), *_target_columns()]
    title = _("Plan and actual by field")
    return Table(title, columns, rows, as_of=str(year), name="variances", note=_basis_note())
