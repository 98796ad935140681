"""Make an analysis of the layout by the chains and terms in force; it stands for ever."""

from __future__ import annotations

import hashlib
import json
from datetime import date

import polars as pl
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import require
from keqiao.web.audit.clock import present, today
from keqiao.web.audit.services import record
from keqiao.web.planning.computation import LayoutFrames, analyse
from keqiao.web.planning.documents import CHAINS, TERMS
from keqiao.web.planning.models import (
    LayoutAnalysis,
    NodeCoverage,
    PlatformOverlap,
    PlatformPosition,
    UnmappedThing,
)
from keqiao.web.planning.register_frames import registers_on
from keqiao.web.planning.rights import ANALYSE
from keqiao.web.procedures.numbering import next_code, numbered
from keqiao.web.registry.models import Platform
from keqiao.web.rulebooks.in_force import noted
from keqiao.web.rulebooks.texts import keep
from keqiao.web.site.bulk_rows import insert

LARGE = 300
"""Platforms from which on the work is done in the background."""
RENAMED = {"platform": "platform_id", "first": "first_id", "second": "second_id"}


def make(actor: Actor, day: date) -> LayoutAnalysis:
    """Keep the layout of the platforms of a day. Raises PermissionDenied, ValidationError for a day to come."""
    require(actor, ANALYSE)
    if day > today():
        raise ValidationError({"as_of": _("Choose today or an earlier day.")})
    with noted() as documents:
        terms = TERMS.in_force()
        frames = analyse(CHAINS.in_force(), terms, registers_on(day, terms.months))

    def stored() -> LayoutAnalysis:
        analysis = LayoutAnalysis(
            code=next_code(LayoutAnalysis, timezone.localtime(present()).strftime("L%Y%m%d-")),
            as_of=day,
            platforms=frames.positions.height,
            city=frames.city,
            sha256=hash_of(frames),
            documents=documents,
            made_by=actor,
            made_at=present(),
        )
        analysis.save()
        return analysis

    with transaction.atomic():
        keep(documents)
        analysis = numbered(stored)
        for model, rows in (
            (NodeCoverage, frames.nodes),
            (PlatformPosition, frames.positions),
            (PlatformOverlap, frames.overlaps),
            (UnmappedThing, frames.unmapped),
        ):
            names = {name: to for name, to in RENAMED.items() if name in rows.columns}
            insert(model, rows.rename(names).with_columns(analysis_id=pl.lit(analysis.pk)))
        detail = {"as_of": day.isoformat(), "platforms": analysis.platforms, "sha256": analysis.sha256}
        record(actor, "planning.analyse", analysis, detail | {"documents": documents})
    return analysis


def hash_of(frames: LayoutFrames) -> str:
    """Return the SHA-256 over all rows and what is said of the city."""
    digest = hashlib.sha256(json.dumps(frames.city, ensure_ascii=False, sort_keys=True).encode())
    for rows in (frames.nodes, frames.positions, frames.overlaps, frames.unmapped):
        for row in rows.iter_rows():
            digest.update(json.dumps(row, ensure_ascii=False, default=str).encode())
    return digest.hexdigest()


def is_large() -> bool:
    """Whether an analysis is work for the background."""
    return bool(Platform.objects.current().count() > LARGE)
