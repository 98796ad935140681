"""A light that turned to alarm makes its task, where the rule says so."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import override

from keqiao.periods import Period
from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.models import Unit
from keqiao.web.audit.clock import present
from keqiao.web.oversight.documents import RULES
from keqiao.web.oversight.facts import condition_of
from keqiao.web.oversight.models import OPEN_STATES, Diagnosis, DiagnosisLine, RecommendationOrigin, Task
from keqiao.web.oversight.services.recommendations import issue, recommend
from keqiao.web.registry.models import Platform

MOST = 200
"""Tasks that one rule makes at once."""


def turned(diagnosis: Diagnosis, rule: str) -> list[Platform]:
    """Return the platforms whose light turned to alarm since the diagnosis before, by code; none without one before."""
    earlier = (
        Diagnosis.objects.filter(period__lt=diagnosis.period).order_by("-period", "-made_at", "-pk").first()
    )
    if earlier is None:
        return []
    alarms = DiagnosisLine.objects.filter(rule=rule, light="bad")
    before = alarms.filter(diagnosis=earlier).values("platform")
    under_way = Task.objects.filter(rule=rule, state__in=OPEN_STATES, platform__isnull=False).values(
        "platform"
    )
    now = alarms.filter(diagnosis=diagnosis).exclude(platform__in=before).exclude(platform__in=under_way)
    return list(Platform.objects.filter(pk__in=now.values("platform")).order_by("code")[:MOST])


def make_tasks(actor: Actor, diagnosis: Diagnosis) -> list[Task]:
    """Issue the tasks that the rules of a diagnosis call for; each is tied to the finding it is to remove."""
    rules = RULES.used_by(diagnosis.documents)
    units = {unit.code: unit for unit in Unit.objects.filter(is_active=True)}
    made: list[Task] = []
    for rule in rules.rules:
        called = rule.calls_for
        if not called.makes_task or not (platforms := turned(diagnosis, rule.code)):
            continue
        lead = units.get(called.lead) or actor.unit
        if lead is None:
            continue
        with override("zh-hans"):
            recommendation = recommend(
                actor,
                RecommendationOrigin.FINDING,
                rule.name.zh[:200],
                called.text.zh,
                source=called.chapter,
                diagnosis=diagnosis,
                rule=rule.code,
            )
            made += [
                issue(
                    actor,
                    recommendation,
                    title=f"{platform.short_name}：{rule.name.zh}"[:200],
                    demand=called.text.zh,
                    lead=lead,
                    support=[units[code] for code in called.support if code in units],
                    due_on=timezone.localdate(present()) + timedelta(days=called.days),
                    platform=platform,
                    rule=rule.code,
                    condition=condition_of(rule),
                    period=str(Period.parse(diagnosis.period).year + 1),
                )
                for platform in platforms
            ]
    return made
