"""Record facts. A fact that stands for the same place is superseded, never changed."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from keqiao.language import Message
from keqiao.web.accounts.actors import Actor
from keqiao.web.audit.clock import present
from keqiao.web.audit.services import record
from keqiao.web.facts.checks import check_demand, check_period, check_source, check_value, definition_of
from keqiao.web.facts.models import Basis, Evidence, Fact, FactOrigin, Measure, SourceKind
from keqiao.web.facts.succession import superseded
from keqiao.web.registry.models import Platform
from keqiao.web.site.stored_sentences import wording_of

MOST_WORDS = 1000
"""Characters of a source or a note."""


def record_fact(
    measure_code: str,
    platform: Platform | None,
    period_text: str,
    value: Decimal | None,
    *,
    recorded_by: Actor,
    confirmed_by: Actor,
    origin: str,
    actor: Actor | None = None,
    basis: str = Basis.REPORTED,
    source_kind: str = SourceKind.SELF_REPORT,
    source_note: Message | str = "",
    evidence: Iterable[Evidence] = (),
    note: Message | str = "",
) -> Fact:
    """Write a value (money in 元; None: not applicable) for a platform or the city (None) and return the fact.

    This is the inner end of every way to a fact and asks no rights: the lock of a return, a confirmed proposal and a
    closed experts' panel call it after their own procedure, nobody else (ADR 0019; a test keeps the list).
    ``recorded_by`` reported or proposed the value, ``confirmed_by`` is another person; ``actor`` is who acts now, for
    the audit entry (the confirming person where nobody is named). What a collection asks comes from its return only.
    Raises ValidationError with what is wrong.
    """
    if recorded_by is None or confirmed_by is None or recorded_by.pk == confirmed_by.pk:
        raise ValidationError(_("A figure becomes a fact when two different people stand for it."))
    measure = Measure.objects.filter(code=measure_code).first()
    if measure is None:
        raise ValidationError({"measure": _("The measure %(code)s is not known.") % {"code": measure_code}})
    period = check_period(measure, period_text)
    definition = definition_of(measure, period)
    check_source(definition, source_kind, rated=origin == FactOrigin.PANEL)
    amount = check_value(measure, value)
    if origin != FactOrigin.RETURN:
        check_demand(measure, platform, period)
    place = Fact.objects.filter(measure=measure, platform=platform, period=period.code, basis=basis)
    try:
        with transaction.atomic():
            before = place.filter(superseded_by=None).select_for_update(of=("self",)).first()
            fact = Fact(
                platform=platform,
                measure=measure,
                definition=definition,
                basis=basis,
                value=amount,
                not_applicable=amount is None,
                period_start=period.start,
                period_end=period.end,
                period=period.code,
                as_of=period.end if measure.kind == Measure.Kind.STOCK else None,
                source_kind=source_kind,
                source_note=_words(source_note),
                origin=origin,
                recorded_at=present(),
                recorded_by=recorded_by,
                confirmed_by=confirmed_by,
                supersedes=before,
                note=_words(note),
            )
            fact.full_clean(exclude=["supersedes"], validate_unique=False, validate_constraints=False)
            fact.save()
            fact.rest_on(evidence)
            detail: dict[str, Any] = {
                "measure": measure.code,
                "period": period.code,
                "basis": basis,
                "value": amount,
                "origin": origin,
                "recorded_by": recorded_by.username,
                "confirmed_by": confirmed_by.username,
            }
            if before is not None:
                detail |= {"supersedes": before.pk, "before": before.value}
            record(actor or confirmed_by, "facts.record", fact, detail)
            if before is not None:
                superseded(before, fact)
    except IntegrityError as error:
        raise ValidationError(
            _("Somebody else recorded this figure at the same moment; look at it again.")
        ) from error
    return fact


def _words(text: Message | str) -> Any:
    """Return a text as a fact keeps it: a sentence of ours in no language, a person's words as they are."""
    return wording_of(text) if isinstance(text, Message) else text[:MOST_WORDS]
