"""Files behind rows of the registers: attached by who keeps the rows, taken away with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import require_one
from keqiao.web.audit.services import record
from keqiao.web.facts.models import Evidence, EvidenceGrade, RowEvidence
from keqiao.web.facts.services.evidence import examine, store_evidence, use_evidence
from keqiao.web.registry.changes.permissions import Permission
from keqiao.web.registry.models import Platform, Record

MOST_REASON = 300


def attach_to_rows(
    actor: Actor,
    rows: Sequence[Record],
    upload: UploadedFile | ContentFile | Evidence,
    title: str = "",
    grade: str = EvidenceGrade.C,
) -> Evidence:
    """Rest rows of one register on a file: a new one, or one stored before; a row that has it keeps it once.

    Raises PermissionDenied for rows that are not the actor's to change; ValidationError for a bad file, no row, a
    withdrawn row. Nothing is written then.
    """
    _refuse(actor, rows)
    if grade not in EvidenceGrade.values:
        raise ValidationError({"grade": _("There is no such grade of evidence.")})
    file = upload if isinstance(upload, Evidence) else examine(upload)
    with transaction.atomic():
        _refuse(actor, rows)
        right = next(right for right in type(rows[0]).kept_with if actor.has_right(right))
        evidence = (
            file if isinstance(file, Evidence) else store_evidence(actor, file, title, grade, right=right)
        )
        model, keys = type(rows[0]), [row.pk for row in rows]
        have = set(
            RowEvidence.objects.current()
            .of_register(model, keys)
            .filter(evidence=evidence)
            .values_list("row", flat=True)
        )
        RowEvidence.objects.bulk_create(
            RowEvidence(
                evidence=evidence,
                model=model._meta.label,
                row=row.pk,
                version=row.version,
                unit_id=actor.unit_id,
                by=actor,
            )
            for row in rows
            if row.pk not in have
        )
        for platform in _platforms(actor, rows):
            use_evidence(evidence, platform)
        detail = {"sha256": evidence.sha256, "register": model._meta.label, "rows": keys}
        record(actor, "facts.attach_to_rows", evidence, detail)
        return evidence


def take_from_row(actor: Actor, row: Record, key: int, reason: str) -> None:
    """Take a file (the key of what attached it) from a row; the file stays stored, and the row says who took it away.

    Raises PermissionDenied, or ValidationError without a reason or where the file is not attached any more.
    """
    words = " ".join(reason.split())[:MOST_REASON]
    if not words:
        raise ValidationError(_("Say why the file is taken from the row."))
    with transaction.atomic():
        _refuse(actor, [row])
        uses = RowEvidence.objects.current().of_register(type(row), [row.pk])
        attached = uses.filter(pk=key).select_related("evidence").first()
        if attached is None:
            raise ValidationError(_("The file is not attached to this row any more."))
        RowEvidence(
            evidence=attached.evidence,
            model=attached.model,
            row=row.pk,
            version=row.version,
            unit_id=actor.unit_id,
            by=actor,
            removes=attached,
            reason=words,
        ).save()
        detail = {"sha256": attached.evidence.sha256, "register": attached.model, "rows": [row.pk]}
        record(actor, "facts.take_from_row", attached.evidence, detail | {"reason": words})


def _refuse(actor: Actor, rows: Sequence[Record]) -> None:
    if not rows:
        raise ValidationError(_("Choose the rows that the file supports."))
    require_one(actor, type(rows[0]).kept_with)
    Permission(actor).require(rows, {row.pk: () for row in rows})
    for row in rows:
        if row.withdrawn_at is not None:
            raise ValidationError(_("“%(row)s” is withdrawn: it rests on nothing any more.") % {"row": row})


def _platforms(actor: Actor, rows: Sequence[Record]) -> list[Platform]:
    """The platforms whose units may open the file: the actor's own ones, for the bureau those of the rows."""
    model: Any = type(rows[0])
    if model.platform_path is None:
        return []
    keys = model._base_manager.filter(pk__in=[row.pk for row in rows]).values(model.platform_path)
    platforms = Platform.objects.filter(pk__in=keys)
    return list(platforms if model.reach_of(actor) == "all" else platforms.filter(unit=actor.unit_id))
