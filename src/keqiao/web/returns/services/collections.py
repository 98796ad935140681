"""Prepare a collection, open it for the platforms, close it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from keqiao.periods import Kind, Period, PeriodError
from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import require
from keqiao.web.audit.clock import today
from keqiao.web.facts.models import Measure
from keqiao.web.registry.models import Platform
from keqiao.web.returns.collection_procedures import COLLECTIONS
from keqiao.web.returns.models import Cell, Collection, CollectionItem, Return
from keqiao.web.returns.prefill import first_cells
from keqiao.web.returns.procedure import RETURNS
from keqiao.web.site.stored_sentences import in_words

RIGHT = "returns.open"
MOST_REMINDERS = 20
FARTHEST = 366


@dataclass(frozen=True)
class RequestedMeasure:
    """A figure that a collection asks for, by its measure's code."""

    code: str
    required: bool = True
    evidence_required: bool = False
    hint: str = ""


def prepare(
    actor: Actor,
    collection: Collection,
    items: Sequence[RequestedMeasure],
    platforms: Iterable[Platform],
    *,
    since: int | None = None,
) -> Collection:
    """Store a collection in preparation, new or changed, with what it asks of whom.

    ``collection`` carries title, period, heading and due date. Raises ValidationError by field; PermissionDenied
    when it is open already; ChangedMeanwhile when somebody else changed it since edition ``since``.
    """
    require(actor, RIGHT)
    chosen = list(platforms)
    check_heading(collection, items)
    if collection.pk is None:
        collection.created_by = actor
        doing = COLLECTIONS.making(actor, collection, "prepare")
    else:
        doing = COLLECTIONS.acting(actor, collection.pk, "prepare", since=since)
    with doing as work:
        collection.edition = work.row.edition
        work.row = collection
        collection.full_clean()
        collection.save()
        collection.platforms.set(chosen)
        collection.items.all().delete()
        CollectionItem.objects.bulk_create(_items(collection, items))
        work.detail = {
            "period": collection.period,
            "asked": [item.code for item in items],
            "platforms": len(chosen),
        }
    return collection


def open_collection(actor: Actor, pk: int) -> Collection:
    """Open a collection: every chosen platform gets its form, filled with what is known; its people are told.

    Raises Http404, PermissionDenied, ValidationError when it asks for nothing or of nobody.
    """
    require(actor, RIGHT)
    with COLLECTIONS.acting(actor, pk, "open") as work:
        collection = work.row
        platforms = list(collection.platforms.select_related("unit"))
        if not platforms or not collection.items.exists():
            raise ValidationError(_("Choose at least one figure and one platform."))
        # A proposal of one of these figures that is being confirmed comes first, or finds the collection open.
        measures = Measure.objects.filter(pk__in=collection.items.values("measure"))
        list(measures.select_for_update().order_by("pk"))
        forms = Return.objects.bulk_create(
            [
                Return(collection=collection, platform=platform, due_on=collection.due_on)
                for platform in platforms
            ]
        )
        Cell.objects.bulk_create(first_cells(collection, forms), batch_size=1000)
        work.detail["forms"] = len(forms)
    return collection


def close_collection(actor: Actor, pk: int) -> Collection:
    """Close a collection: nobody fills in or hands in any more; reviews go on to their end."""
    require(actor, RIGHT)
    with COLLECTIONS.acting(actor, pk, "close") as work:
        pass
    return work.row


def cancel_collection(actor: Actor, pk: int, reason: str) -> Collection:
    """Take a collection back that was prepared or opened by mistake: its forms ask for nothing any more.

    Raises PermissionDenied where a form was handed in already, ValidationError without a reason.
    """
    with COLLECTIONS.acting(actor, pk, "cancel", reason=reason) as work:
        pass
    return work.row


def extend(actor: Actor, form_pk: int, due_on: date, reason: str) -> None:
    """Move the due date of one platform's form, with a reason; its reminders follow the new date."""
    with RETURNS.acting(actor, form_pk, "extend", reason=reason) as work:
        if abs((due_on - today()).days) > FARTHEST:
            raise ValidationError({"due_on": _("A due date lies within a year of today.")})
        work.change(due_on=due_on)


def check_heading(collection: Collection, items: Sequence[RequestedMeasure]) -> None:
    """Fill in what follows from the period. Raises ValidationError by field, with everything that is wrong."""
    wrong: dict[str, str] = {}
    span = _span(collection.period, wrong)
    if span is not None:
        collection.period = span.code
        collection.period_start, collection.period_end = span.start, span.end
        if collection.due_on < span.start:
            wrong["due_on"] = _("The due date lies before the period.")
    if collection.valid_until is not None and collection.valid_until < collection.due_on:
        wrong["valid_until"] = _("The form would not be valid any more on the due date.")
    days = collection.reminder_days
    if (
        not isinstance(days, list)
        or len(days) > MOST_REMINDERS
        or not all(type(day) is int and abs(day) <= FARTHEST for day in days)
    ):
        wrong["reminder_days"] = _("Reminders are whole days, at most twenty of them.")
    else:
        collection.reminder_days = sorted(set(days), reverse=True)
    if wrong:
        raise ValidationError(dict(wrong))
    if len({item.code for item in items}) != len(items):
        raise ValidationError(_("A figure is asked for twice."))


def _span(text: str, wrong: dict[str, str]) -> Period | None:
    """The period of a collection; what is wrong with it is put into ``wrong``."""
    try:
        span = Period.parse(text)
    except PeriodError as error:
        wrong["period"] = in_words(error.problem)
        return None
    if span.kind == Kind.DATE:
        wrong["period"] = _("A collection is for a month, a quarter, a half-year or a year.")
    elif not span.is_recordable(today()):
        wrong["period"] = _("The period has not begun or lies too far back.")
    return None if "period" in wrong else span


def _items(collection: Collection, rows_asked: Sequence[RequestedMeasure]) -> list[CollectionItem]:
    measures = Measure.objects.in_bulk([item.code for item in rows_asked], field_name="code")
    items = []
    for order, item in enumerate(rows_asked):
        measure = measures.get(item.code)
        if measure is None:
            raise ValidationError(_("The measure %(code)s is not known.") % {"code": item.code[:64]})
        holding = measure.definitions.filter(valid_from__lte=collection.period_end)
        definition = holding.order_by("-valid_from", "-version").first()
        if definition is None:
            raise ValidationError(
                _("No definition of %(measure)s holds in that period.") % {"measure": measure}
            )
        if definition.is_rated:
            raise ValidationError(
                _("%(measure)s is rated by experts' panels; no platform reports it.") % {"measure": measure}
            )
        items.append(
            CollectionItem(
                collection=collection,
                measure=measure,
                definition=definition,
                order=order,
                required=item.required,
                evidence_required=item.evidence_required,
                hint=item.hint[:300],
            )
        )
    return items
