"""Make a diagnosis of a snapshot by the rules in force; try other rules without keeping anything of it."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import polars as pl
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from keqiao.engine.diagnostics import DiagnosticRules
from keqiao.engine.documents import digest
from keqiao.periods import Period, PeriodError
from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import require
from keqiao.web.audit.clock import present
from keqiao.web.audit.services import record
from keqiao.web.facts.models import Basis, Snapshot
from keqiao.web.jobs import results
from keqiao.web.oversight.documents import RULES, TRIED, tried
from keqiao.web.oversight.figures import diagnosed
from keqiao.web.oversight.models import Diagnosis, DiagnosisLine
from keqiao.web.oversight.rights import DIAGNOSE
from keqiao.web.oversight.services.alarm_tasks import make_tasks
from keqiao.web.procedures.numbering import next_code, numbered
from keqiao.web.rulebooks.in_force import noted
from keqiao.web.rulebooks.services import DocumentRefused
from keqiao.web.rulebooks.texts import keep
from keqiao.web.site.bulk_rows import insert
from keqiao.web.site.punctuation import listed

LARGE = 1_000
"""Platforms of a snapshot from which on the work is done in the background."""
TRIAL = "oversight.trial"
"""The kind of stored answer that a trial is."""


def period_of(snapshot: Snapshot, text: str) -> Period:
    """Return a period of a snapshot. Raises ValidationError."""
    try:
        period = Period.parse(text)
    except PeriodError:
        period = None
    if period is None or period.code not in snapshot.periods:
        raise ValidationError(
            {
                "period": _("The snapshot %(snapshot)s has the periods %(periods)s.")
                % {"snapshot": snapshot.code, "periods": listed(snapshot.periods)}
            }
        )
    return period


def make(actor: Actor, snapshot: Snapshot, period: str, basis: str = Basis.REPORTED) -> Diagnosis:
    """Keep what the rules in force find in the figures of a period of a snapshot.

    Raises PermissionDenied, ValidationError for a period that the snapshot does not have.
    """
    require(actor, DIAGNOSE)
    of = period_of(snapshot, period)
    with noted() as documents:
        result = diagnosed(RULES.in_force(), snapshot, of, basis)

    def stored() -> Diagnosis:
        diagnosis = Diagnosis(
            code=next_code(Diagnosis, timezone.localtime(present()).strftime("D%Y%m%d-")),
            snapshot=snapshot,
            period=of.code,
            basis=basis,
            platforms=result.platforms,
            city=result.city,
            sha256=hash_of(result.lines),
            documents=documents,
            made_by=actor,
            made_at=present(),
        )
        diagnosis.save()
        return diagnosis

    with transaction.atomic():
        keep(documents)
        diagnosis = numbered(stored)
        lines = result.lines.rename({"platform": "platform_id"})
        insert(DiagnosisLine, lines.with_columns(diagnosis_id=pl.lit(diagnosis.pk)))
        detail = {
            "snapshot": snapshot.code,
            "period": of.code,
            "basis": basis,
            "rules": documents[RULES.code],
            "sha256": diagnosis.sha256,
        }
        record(actor, "oversight.diagnose", diagnosis, detail)
        make_tasks(actor, diagnosis)
    return diagnosis


def hash_of(lines: pl.DataFrame) -> str:
    """Return the SHA-256 of lines, whatever order they stand in."""
    ordered = lines.select("rule", "platform", "value", "light").sort("rule", "platform")
    text = "\n".join(json.dumps(row, ensure_ascii=False) for row in ordered.iter_rows())
    return hashlib.sha256(text.encode()).hexdigest()


def is_large(snapshot: Snapshot) -> bool:
    """Whether a diagnosis of the snapshot is work for the background."""
    return bool(snapshot.units.count() > LARGE)


def trial_question(text: str, snapshot: Snapshot, period: str, basis: str) -> str:
    """Return under which question a trial is stored."""
    return results.question(TRIAL, text=digest(text), snapshot=snapshot.sha256, period=period, basis=basis)


def try_rules(actor: Actor, text: str, snapshot: Snapshot, period: str, basis: str) -> dict[str, Any]:
    """Return what the rules of a text find for the city, by rule; stored, so that they may be kept afterwards.

    Raises PermissionDenied, DocumentRefused with every finding, ValidationError.
    """
    require(actor, DIAGNOSE)
    reading = RULES.read(text)
    if reading.usable is None:
        raise DocumentRefused(reading.findings)
    answer = found_by(text, reading.usable, snapshot, period, basis)
    results.store(TRIED, tried(text), b"1")
    return answer


def found_by(
    text: str, rules: DiagnosticRules, snapshot: Snapshot, period: str, basis: str
) -> dict[str, Any]:
    """Return what rules, and the text they are written in, find for the city, by rule; stored under the question.

    Raises ValidationError for a period that the snapshot does not have.
    """
    of = period_of(snapshot, period)
    key = trial_question(text, snapshot, of.code, basis)
    answer = results.find(TRIAL, key)
    if answer is None:
        city = diagnosed(rules, snapshot, of, basis).city
        answer = results.store(TRIAL, key, json.dumps(city).encode())
    return dict(json.loads(bytes(answer.content)))
