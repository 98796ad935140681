"""Verification by a sample: the system draws, the officer checks each drawn row, the stratum follows if all are."""

from __future__ import annotations

import random
import secrets
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.audit.clock import present
from keqiao.web.audit.services import record
from keqiao.web.procedures.words import words_given
from keqiao.web.registry.changes.state import batches
from keqiao.web.registry.models import Platform, RowState, Sample, SampleFinding, Verification
from keqiao.web.registry.registers import REGISTERS, Register
from keqiao.web.registry.verification.authors import authored
from keqiao.web.registry.verification.selectors import waiting_rows
from keqiao.web.registry.verification.services import MOST_REASON, require_verifier, write

MOST_DRAWN = 200
SEEDS = 2**32


@transaction.atomic
def draw(
    actor: Actor,
    register: Register,
    platform: Platform | None,
    size: int,
    *,
    seed: int | None = None,
) -> Sample:
    """Draw ``size`` rows at random from those of a register (and platform) that wait and that the actor did not enter.

    The seed comes from the system; only the demonstration and tests give one. Raises PermissionDenied; ValidationError
    where nothing waits, the size is not between 1 and the smaller of the stratum and 200, or a sample of it is open.
    """
    require_verifier(actor)
    if Sample.objects.filter(register=register.key, platform=platform, state=Sample.State.OPEN).exists():
        raise ValidationError(_("A sample of these rows is being checked. Finish it first."))
    rows = list(waiting_rows(register, platform).order_by("pk"))
    own = authored(actor, rows)
    population = [[row.pk, row.version] for row in rows if row.pk not in own]
    if not population:
        raise ValidationError(_("No row waits here that you did not enter yourself."))
    most = min(MOST_DRAWN, len(population))
    if not 1 <= size <= most:
        raise ValidationError({"size": _("Draw between 1 and %(most)s rows.") % {"most": most}})
    chosen = secrets.randbelow(SEEDS) if seed is None else seed
    sample = Sample.objects.create(
        register=register.key,
        platform=platform,
        seed=chosen,
        population=population,
        drawn=drawn_from(chosen, [key for key, _version in population], size),
        by=actor,
        at=present(),
    )
    detail = {"register": register.key, "seed": chosen, "drawn": size, "of": len(population)}
    record(actor, "registry.draw_sample", sample, detail)
    return sample


def drawn_from(seed: int, keys: list[int], size: int) -> list[int]:
    """Return the keys that a seed draws from a stratum (its keys in order): the same ones whenever it is asked."""
    return random.Random(seed).sample(keys, size)  # noqa: S311 - to be repeated from the seed, not to be secret


@transaction.atomic
def check_row(
    actor: Actor,
    sample: Sample,
    key: int,
    *,
    right: bool,
    reason: str = "",
) -> Sample:
    """Keep what the check of a drawn row found; after the last one the sample is closed.

    All found right: every row of the stratum that was not changed since is verified by this sample. Else the stratum
    stays reported and the rows found wrong are sent back with their reasons. A row that was changed since the draw
    cannot be found right. Raises PermissionDenied for others than who drew it; ValidationError.
    """
    require_verifier(actor)
    sample = Sample.objects.select_for_update().get(pk=sample.pk)
    if sample.by_id != actor.pk:
        raise PermissionDenied(_("Only %(user)s, who drew the sample, checks it.") % {"user": sample.by})
    if sample.state != Sample.State.OPEN:
        raise ValidationError(_("The sample is closed."))
    if key not in sample.drawn:
        raise ValidationError(_("This row was not drawn."))
    if sample.findings.filter(row=key).exists():
        raise ValidationError(_("This row was checked already."))
    words = "" if right else words_given(reason, _("Say what is wrong."), MOST_REASON, field="reason")
    register = REGISTERS[sample.register]
    if right and not register.model._base_manager.filter(pk=key, version=sample.versions[key]).exists():
        raise ValidationError(
            _("The row was changed since the draw. Say so as what is wrong: the sample does not hold for it.")
        )
    SampleFinding.objects.create(sample=sample, row=key, right=right, reason=words, at=present())
    if sample.findings.count() == sample.size:
        _close(actor, sample, register)
    return sample


def _close(actor: Actor, sample: Sample, register: Register) -> None:
    wrong = {finding.row: finding.reason for finding in sample.findings.filter(right=False)}
    sample.state = Sample.State.FAILED if wrong else Sample.State.PASSED
    sample.closed_at = present()
    sample.save(update_fields=["state", "closed_at"])
    rows: Any = register.model._base_manager
    if wrong:
        for row in rows.filter(pk__in=wrong, verification=RowState.REPORTED):
            write(
                actor,
                register,
                [row],
                verdict=Verification.Verdict.QUESTIONED,
                reason=wrong[row.pk],
                sample=sample,
            )
        detail = {"register": sample.register, "seed": sample.seed, "drawn": sample.size, "wrong": len(wrong)}
        record(actor, "registry.sample_failed", sample, detail)
        return
    versions = sample.versions
    drawn = []
    for keys in batches(versions):
        part = rows.select_for_update().filter(pk__in=keys, verification=RowState.REPORTED)
        drawn += [row for row in part if row.version == versions[row.pk]]
    own = authored(actor, drawn)
    stratum = [row for row in drawn if row.pk not in own]
    write(actor, register, stratum, way=Verification.Way.SAMPLE, sample=sample)
