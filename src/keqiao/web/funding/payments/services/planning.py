"""Instalments of a decided pool, and the days and conditions that the bureau sets for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from keqiao.engine.allocation import instalments
from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import require
from keqiao.web.audit.clock import present
from keqiao.web.audit.services import record
from keqiao.web.funding.models import Instalment, InstalmentTerm, Pool, ProposalLine
from keqiao.web.funding.payments.rules import rules_of
from keqiao.web.funding.payments.services.pool_locks import decided_on, locked_pool
from keqiao.web.procedures.words import words_given
from keqiao.web.site import stored_sentences

MOST_CONDITION = 300
LAST_DAY = date(2100, 12, 31)


def make_instalments(pool: Pool) -> list[Instalment]:
    """Make the instalments of every amount of a pool that is being decided; those that exist stay as they are.

    Rules without instalments pay at once. The amounts of a platform's instalments add up to its amount. Call it in
    the transaction of the decision.
    """
    lines = ProposalLine.objects.filter(
        proposal=pool.chosen_id, instalments__isnull=True, amount__gt=0
    ).select_related("proposal__rules")
    made = [instalment for line in lines for instalment in _parts(line)]
    return Instalment.objects.bulk_create(made)


def _parts(line: ProposalLine) -> list[Instalment]:
    planned = [
        Instalment(
            line=line,
            number=number,
            name_zh=part.name.zh[:100],
            name_en=part.name.en[:200],
            amount=part.amount,
            formula=stored_sentences.wording_of(part.sentence),
        )
        for number, part in enumerate(instalments(rules_of(line), line.amount), start=1)
        if part.amount > 0
    ]
    return planned or [
        Instalment(line=line, number=1, name_zh="一次性拨付", name_en="One payment", amount=line.amount)
    ]


@dataclass(frozen=True)
class InstalmentTerms:
    """When an instalment is due and on what condition."""

    due_on: date | None
    condition: str = ""


def set_terms(actor: Actor, pool_pk: int, given: Mapping[int, InstalmentTerms]) -> int:
    """Set days and conditions of instalments (by key); return how many changed. All are set or none.

    Raises Http404, PermissionDenied, ValidationError by key of the instalment.
    """
    require(actor, "funding.plan")
    with transaction.atomic():
        pool = locked_pool(actor, pool_pk)
        instalments = Instalment.objects.filter(line__proposal=pool.chosen_id).prefetch_related("terms")
        known = {instalment.pk: instalment for instalment in instalments}
        problems: dict[str, list[str]] = {}
        made = []
        for key, terms in given.items():
            if key not in known:
                problems[str(key)] = [_("This instalment does not belong to the pool.")]
                continue
            try:
                term = _term(actor, pool, known[key], terms)
            except ValidationError as error:
                problems[str(key)] = error.messages
            else:
                made += [term] if term is not None else []
        if problems:
            raise ValidationError(problems)
        InstalmentTerm.objects.bulk_create(made)
        if made:
            days = {
                str(term.instalment_id): f"{term.due_on or '—'} {term.condition}".strip() for term in made
            }
            record(actor, "funding.set_terms", pool, {"instalments": days})
    return len(made)


def _term(actor: Actor, pool: Pool, instalment: Instalment, terms: InstalmentTerms) -> InstalmentTerm | None:
    """The new terms of an instalment, or None where they are as they stand. Raises ValidationError."""
    condition = words_given(terms.condition, most=MOST_CONDITION)
    earliest = decided_on(pool)
    if terms.due_on is not None and not earliest <= terms.due_on <= LAST_DAY:
        raise ValidationError(
            _("The due date lies between %(first)s, the day of the decision, and %(last)s.")
            % {"first": earliest.isoformat(), "last": LAST_DAY.isoformat()}
        )
    agreed = list(instalment.terms.all())
    before = (agreed[-1].due_on, agreed[-1].condition) if agreed else (None, "")
    if before == (terms.due_on, condition):
        return None
    return InstalmentTerm(
        instalment=instalment, due_on=terms.due_on, condition=condition, set_by=actor, set_at=present()
    )
