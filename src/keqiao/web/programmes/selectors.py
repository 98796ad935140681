"""Reads: programmes, results and subjects through what a user may see of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.http import Http404

from keqiao.web.accounts.actors import Actor
from keqiao.web.audit.clock import today
from keqiao.web.programmes.models import (
    ApplicantKind,
    ProgrammeResult,
    ProgrammeVersion,
    ResultState,
    SubjectAnswer,
)
from keqiao.web.programmes.models.answers import of_own_organisation
from keqiao.web.programmes.rights import VIEW
from keqiao.web.registry.models import Firm, Organisation, Platform


def visible_programmes(user: Actor) -> QuerySet[ProgrammeVersion]:
    """Return the versions that a user may see."""
    rows: QuerySet[ProgrammeVersion] = ProgrammeVersion.objects.visible_to(user).select_related("uploaded_by")
    return rows


def in_force(day: date | None = None) -> list[ProgrammeVersion]:
    """Return the programmes that hold on a day (None: today), by issuer and code."""
    return list(ProgrammeVersion.objects.in_force(day or today()).order_by("subjects", "issuer", "code"))


def programme_version(user: Actor, pk: int) -> ProgrammeVersion:
    """Return a version that a user may see. Raises Http404."""
    version = visible_programmes(user).filter(pk=pk).first()
    if version is None:
        raise Http404
    return version


def all_subjects(kind: str) -> QuerySet[Organisation]:
    """Return the organisations of a kind of subject: firms or platforms of the registers that exist."""
    body: Any = {ApplicantKind.FIRM: Firm, ApplicantKind.PLATFORM: Platform}.get(ApplicantKind(kind))
    existing = Organisation.objects.filter(withdrawn_at=None, status=Organisation.Status.EXISTING)
    if body is None:
        return existing.none()
    return existing.filter(pk__in=body.objects.filter(withdrawn_at=None).values("organisation"))


def kinds_of_key(organisation: int) -> list[ApplicantKind]:
    """Return as what an organisation, by its key, may apply."""
    bodies: dict[ApplicantKind, Any] = {ApplicantKind.FIRM: Firm, ApplicantKind.PLATFORM: Platform}
    return [
        kind
        for kind, body in bodies.items()
        if body.objects.filter(organisation=organisation, withdrawn_at=None).exists()
    ]


def visible_subjects(user: Actor) -> QuerySet[Organisation]:
    """Return the organisations whose results and answers a user may see: the own, or all."""
    bodies = [body.objects.filter(withdrawn_at=None).values("organisation") for body in (Firm, Platform)]
    rows = Organisation.objects.filter(Q(pk__in=bodies[0]) | Q(pk__in=bodies[1]), withdrawn_at=None)
    scope = user.scope_for(VIEW)
    if scope == "all":
        return rows
    return rows.filter(of_own_organisation("pk", user)) if scope == "own" else rows.none()


def subject_of(user: Actor, pk: int) -> Organisation:
    """Return an organisation whose results a user may see. Raises Http404."""
    organisation = visible_subjects(user).filter(pk=pk).first()
    if organisation is None:
        raise Http404
    return organisation


def own_subject(user: Actor) -> Organisation | None:
    """Return the organisation of the user's unit; None where it has none."""
    own = Organisation.objects.filter(of_own_organisation("pk", user), withdrawn_at=None)
    return own.order_by("pk").first()


def results_for(user: Actor) -> QuerySet[ProgrammeResult]:
    """Return the results that a user may see of programmes in force, with what a list names of them."""
    rows: QuerySet[ProgrammeResult] = ProgrammeResult.objects.visible_to(user)
    return rows.filter(version__in=ProgrammeVersion.objects.in_force(today())).select_related(
        "version", "organisation"
    )


def counts_of(user: Actor, version: ProgrammeVersion) -> list[tuple[ResultState, int]]:
    """Return how many subjects that the user may see have each result; empty where nothing was computed."""
    rows = ProgrammeResult.objects.visible_to(user).filter(version=version).order_by()
    counts = dict(rows.values_list("state").annotate(count=Count("pk")))
    return [(state, counts.get(state.value, 0)) for state in ResultState] if counts else []


def answers_of(organisations: Iterable[int] | None, day: date, months: int) -> list[SubjectAnswer]:
    """Return the answers that count on a day, the latest of each organisation and figure last."""
    first = _months_before(day, months)
    rows = SubjectAnswer.objects.filter(as_of__gte=first, as_of__lte=day)
    if organisations is not None:
        rows = rows.filter(organisation__in=list(organisations))
    return list(rows.order_by("pk"))


def _months_before(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, min(day.day, 28))


def granted(results: QuerySet[ProgrammeResult]) -> Decimal:
    """Return the money (元) that results grant. What is lent, invested or guaranteed is no money of the subject, and
    limits of several products are alternatives: they are not part of the sum.
    """
    grants = results.exclude(version__kind=ProgrammeVersion.Kind.FINANCE)
    return grants.aggregate(total=Sum("benefit"))["total"] or Decimal(0)
