"""Figures for programs, read only: measures with their definitions, figures as pages show them, the facts below them.

Annotations are evaluated here (no ``from __future__``): schemas are values.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field, StringConstraints

from keqiao.periods import PeriodError
from keqiao.web.accounts.actors import Actor, SignedInRequest
from keqiao.web.accounts.rules import require
from keqiao.web.facts.figures import Figure
from keqiao.web.facts.models import Fact, Measure
from keqiao.web.facts.selectors import PeriodToCome, figures_for, refuse_future
from keqiao.web.registry.models import Platform
from keqiao.web.site.api_pages import (
    REFUSALS,
    Code,
    Moment,
    PageQuery,
    PlatformQuery,
    page_of,
    page_schema,
    platform_code,
)
from keqiao.web.site.demonstration import is_demonstration

MOST_FIGURES = 5000
"""Measures × scopes × periods of one question."""
PeriodText = Annotated[str, StringConstraints(min_length=4, max_length=10, pattern=r"^[0-9HQ-]+$")]
ScopeCode = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_-]+$")]
Basis = Literal["reported", "verified"]

measures = Router(tags=["figures"])
figures = Router(tags=["figures"])
facts = Router(tags=["figures"])


class DefinitionOut(Schema):
    """A version of a measure's definition; ``derivation``: how it is computed from rows, "" where it is recorded."""

    version: int
    text: str
    text_en: str
    valid_from: date
    valid_to: date | None
    derivation: str
    regulation: str


class MeasureOut(Schema):
    """A measure; ``unit`` is that of values in the API (money in 元)."""

    code: str
    name: str
    name_en: str
    unit: str
    kind: str
    value_type: str
    roll_up: str
    city_total: str
    definitions: list[DefinitionOut]


class FigureQuery(Schema):
    """Which figures: every measure × scope × period. ``scope``: codes of platforms, and "city"; none: all of them.

    ``known_at``: as it was known then. ``changed_since``: those only that were another before.
    """

    measure: Annotated[list[Code], Field(min_length=1, max_length=50)]
    period: Annotated[list[PeriodText], Field(min_length=1, max_length=12)]
    scope: Annotated[list[ScopeCode], Field(max_length=500)] = []
    basis: Basis = "reported"
    known_at: Moment | None = None
    changed_since: Moment | None = None


class FigureOut(Schema):
    """A figure: ``value`` in ``unit``, None where there is none, with the reason. ``as_of``: day of a stock, period of
    a flow. ``source``: "registers" where it is derived from rows or other measures, "by hand", else "returns".
    """

    measure: str
    scope: str
    period: str
    basis: str
    value: Decimal | None
    unit: str
    as_of: str
    state: str
    reason: str
    source: str
    definition: int | None
    facts: list[int]
    demonstration: bool


class FactOut(Schema):
    """A recorded value. ``platform`` is "" for the city; ``supersedes`` is the fact in whose place it stands."""

    id: int
    measure: str
    platform: str
    period: str
    as_of: date | None
    basis: str
    value: Decimal | None
    not_applicable: bool
    unit: str
    definition: int
    origin: str
    source_kind: str
    source: str
    note: str
    recorded_at: datetime
    supersedes: int | None
    stands: bool


class FactQuery(PlatformQuery):
    """Which facts: of a measure, a platform, a basis; ``history``: those that do not stand any more too."""

    measure: Annotated[str, StringConstraints(max_length=64, pattern=r"^[A-Za-z0-9_-]*$")] = ""
    basis: Basis | None = None
    history: bool = False


MeasurePage, FactPage = page_schema(MeasureOut), page_schema(FactOut)


@measures.get("/", response={200: MeasurePage, **REFUSALS}, operation_id="listMeasures")
def list_measures(request: SignedInRequest, query: Query[PageQuery]) -> Any:
    """Measures with all versions of their definitions; ``changed_since``: with a version valid from that day on."""
    require(request.user, "facts.view")
    rows = Measure.objects.prefetch_related("definitions").order_by("order", "code")

    def changed(moment: datetime) -> Q:
        return Q(
            pk__in=Measure.objects.filter(definitions__valid_from__gte=timezone.localdate(moment)).values(
                "pk"
            )
        )

    return page_of(rows, query, _measure, changed)


def _measure(measure: Measure) -> dict[str, Any]:
    names = ("code", "name", "name_en", "unit", "kind", "value_type", "roll_up", "city_total")
    versions = ("version", "text", "text_en", "valid_from", "valid_to", "derivation", "regulation")
    return {name: getattr(measure, name) for name in names} | {
        "definitions": [
            {name: getattr(definition, name) for name in versions} for definition in measure.definitions.all()
        ]
    }


@figures.get("/", response={200: list[FigureOut], **REFUSALS}, operation_id="readFigures")
def read_figures(request: SignedInRequest, query: Query[FigureQuery]) -> Any:
    """Figures as pages show them; one that the caller may not see is there without a value and with the reason.

    ``changed_since``: those of which rows and facts make another figure than just before that moment.
    """
    require(request.user, "facts.view")
    scopes = len(query.scope) or 1 + Platform.objects.current().count()
    if len(query.measure) * scopes * len(query.period) > MOST_FIGURES:
        raise ValidationError(_("At most %(most)d figures at once.") % {"most": MOST_FIGURES})
    try:
        present = _figures(request.user, query, query.known_at)
        earlier = {}
        if query.changed_since is not None:
            earlier = _figures(request.user, query, query.changed_since - timedelta(microseconds=1))
    except PeriodError as error:
        raise ValidationError({"period": str(error)}) from error
    return [figure for key, figure in present.items() if figure != earlier.get(key)]


def _figures(user: Actor, query: FigureQuery, known_at: datetime | None) -> dict[Any, dict[str, Any]]:
    """The figures asked for by their key, as they are or were known."""
    by_key = figures_for(
        user,
        list(dict.fromkeys(query.measure)),
        query.scope or None,
        dict.fromkeys(query.period),
        basis=query.basis,
        known_at=known_at,
    )
    return {key: _figure(figure) for key, figure in by_key.items() if not _is_future(figure)}


def _is_future(figure: Figure) -> bool:
    try:
        refuse_future(figure)
    except PeriodToCome:
        return True
    return False


def _figure(figure: Figure) -> dict[str, Any]:
    source = "registers" if figure.is_derived else "by hand" if figure.is_by_hand else "returns"
    return {
        "measure": figure.measure.code,
        "scope": figure.scope.code,
        "period": figure.period.code,
        "basis": figure.basis,
        "value": figure.value,
        "unit": figure.measure.unit,
        "as_of": figure.moment,
        "state": str(figure.computed.state.value),
        "reason": str(figure.reason),
        "source": source,
        "definition": figure.definition.version if figure.definition else None,
        "facts": list(figure.computed.facts),
        "demonstration": is_demonstration(),
    }


@facts.get("/", response={200: FactPage, **REFUSALS}, operation_id="listFacts")
def list_facts(request: SignedInRequest, query: Query[FactQuery]) -> Any:
    """Recorded values in the order in which they were recorded: what stands, or with ``history`` all."""
    require(request.user, "facts.view")
    rows = Fact.objects.visible_to(request.user)
    if not query.history:
        rows = rows.current()
    if query.measure:
        rows = rows.filter(measure__code=query.measure)
    if query.platform:
        rows = rows.filter(platform__code=query.platform)
    if query.basis:
        rows = rows.filter(basis=query.basis)
    rows = rows.select_related("measure", "platform", "definition", "superseded_by")
    return page_of(
        rows.order_by("recorded_at", "pk"), query, _fact, lambda moment: Q(recorded_at__gte=moment)
    )


def _fact(fact: Fact) -> dict[str, Any]:
    names = ("period", "as_of", "basis", "value", "not_applicable", "origin", "source_kind", "recorded_at")
    return {name: getattr(fact, name) for name in names} | {
        "id": fact.pk,
        "measure": fact.measure.code,
        "platform": platform_code(fact),
        "unit": fact.measure.unit,
        "definition": fact.definition.version,
        "source": fact.source_text,
        "note": fact.note_text,
        "supersedes": fact.supersedes_id,
        "stands": not hasattr(fact, "superseded_by"),
    }
