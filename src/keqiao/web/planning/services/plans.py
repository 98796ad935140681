"""Development plans: drafts, targets, review, approval; the version in force before is replaced and stays readable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.facts.models import Measure
from keqiao.web.planning.models import MOST_FOCUSES, MOST_YEARS, DevelopmentPlan, PlanState, PlanTarget
from keqiao.web.planning.models.plans import LONGEST_WORDS
from keqiao.web.planning.procedure import PLANS
from keqiao.web.procedures.words import words_given
from keqiao.web.registry.models import Platform

TargetKey = tuple[str, int]
"""A measure by its code, and a year."""
FIELDS = (
    "research_direction",
    "market_direction",
    "cluster",
    "measures_taken",
    "first_year",
    "last_year",
)


def draft(actor: Actor, platform: Platform, given: Mapping[str, Any]) -> DevelopmentPlan:
    """Begin the next version of the plan of a platform; targets of the years it shares with the last are taken over.

    Raises PermissionDenied, ValidationError.
    """
    values = _checked(given)
    last = DevelopmentPlan.objects.filter(platform=platform).order_by("-number").first()
    plan = DevelopmentPlan(platform=platform, number=last.number + 1 if last else 1, **values)
    with PLANS.making(actor, plan, "draft") as work:
        work.note("version", None, plan.number)
    if last is not None:
        taken = [
            PlanTarget(plan=plan, measure_id=target.measure_id, year=target.year, value=target.value)
            for target in last.targets.all()
            if target.year in plan.years
        ]
        PlanTarget.objects.bulk_create(taken)
    return plan


def change(actor: Actor, pk: int, given: Mapping[str, Any], *, since: int | None = None) -> DevelopmentPlan:
    """Change a draft. Raises PermissionDenied, ValidationError, ChangedMeanwhile."""
    values = _checked(given)
    with PLANS.acting(actor, pk, "change", since=since) as work:
        work.change(**{name: value for name, value in values.items() if name != "cluster"})
        if work.row.cluster != values["cluster"]:
            work.note("cluster", str(work.row.cluster or ""), str(values["cluster"] or ""))
            work.row.cluster = values["cluster"]
        PlanTarget.objects.filter(plan=work.row).exclude(year__in=list(work.row.years)).delete()
    return work.row


def set_targets(
    actor: Actor, pk: int, values: Mapping[TargetKey, Decimal | None], *, since: int | None = None
) -> DevelopmentPlan:
    """Set the targets of a draft, in stored units; None takes one out. Raises ValidationError for another year."""
    with PLANS.acting(actor, pk, "set_targets", since=since) as work:
        plan: DevelopmentPlan = work.row
        wrong = sorted({year for _code, year in values if year not in plan.years})
        if wrong:
            raise ValidationError(
                _("The plan does not cover %(years)s.") % {"years": ", ".join(map(str, wrong))}
            )
        measures = Measure.objects.in_bulk([code for code, _year in values], field_name="code")
        stored = {
            (target.measure.code, target.year): target for target in plan.targets.select_related("measure")
        }
        for key, value in values.items():
            code, year = key
            before = stored[key].value if key in stored else None
            if value == before or code not in measures:
                continue
            work.note(
                f"{code} {year}",
                None if before is None else str(before),
                None if value is None else str(value),
            )
            if value is None:
                stored[key].delete()
            else:
                PlanTarget.objects.update_or_create(
                    plan=plan, measure=measures[code], year=year, defaults={"value": value}
                )
    return plan


def submit(actor: Actor, pk: int, *, since: int | None = None) -> DevelopmentPlan:
    """Hand a draft in."""
    with PLANS.acting(actor, pk, "submit", since=since) as work:
        pass
    return work.row


def review(actor: Actor, pk: int, opinion: str, *, since: int | None = None) -> DevelopmentPlan:
    """Keep what the experts said."""
    text = words_given(opinion, _("Write what the experts said."), LONGEST_WORDS, field="opinion")
    with PLANS.acting(actor, pk, "review", since=since) as work:
        work.change(opinion=text)
    return work.row


def send_back(actor: Actor, pk: int, reason: str, *, since: int | None = None) -> DevelopmentPlan:
    """Send a plan back to be changed, with a reason."""
    with PLANS.acting(actor, pk, "send_back", since=since, reason=reason) as work:
        pass
    return work.row


def approve(actor: Actor, pk: int, *, since: int | None = None) -> DevelopmentPlan:
    """Put a plan into force; the version in force before is replaced."""
    with PLANS.acting(actor, pk, "approve", since=since) as work:
        before = DevelopmentPlan.objects.filter(platform=work.row.platform_id, state=PlanState.APPROVED)
        for plan in before.select_for_update():
            plan.state = PlanState.REPLACED
            plan.edition += 1
            plan.save()
            work.note("replaces", None, plan.number)
    return work.row


def _checked(given: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a plan. Raises ValidationError by field."""
    values = {name: given.get(name) for name in FIELDS}
    problems: dict[str, Any] = {}
    for name, missing in (
        ("research_direction", _("Say what is researched.")),
        ("market_direction", _("Say for which market: products, customers, cluster.")),
    ):
        values[name] = str(values[name] or "").strip()
        if not values[name]:
            problems[name] = missing
    values["measures_taken"] = str(values["measures_taken"] or "").strip()
    focuses = _lines(given.get("focuses") or ())
    if not 1 <= len(focuses) <= MOST_FOCUSES:
        problems["focuses"] = _("Name one to three main fields, each on a line.")
    elif any(len(focus) > 100 for focus in focuses):
        problems["focuses"] = _("A main field has up to 100 characters.")
    first, last = values["first_year"], values["last_year"]
    if not first or not last or not 2000 <= first <= 2100 or not first <= last < first + MOST_YEARS:
        problems["last_year"] = _("A plan covers one to five years, the first not after the last.")
    if problems:
        raise ValidationError(problems)
    return values | {"focuses": focuses}


def _lines(text: str | Iterable[str]) -> list[str]:
    lines = text.splitlines() if isinstance(text, str) else text
    return list(dict.fromkeys(line.strip() for line in lines if line.strip()))
