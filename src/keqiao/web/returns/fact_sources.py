"""Tell the facts room which form a fact was locked from, and who handed the form in and signed it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.facts.models import Fact, FactOrigin
from keqiao.web.facts.source_pages import SourcePage
from keqiao.web.returns.models import Cell, Return, Submission


def forms_of(user: Actor, facts: Sequence[Fact]) -> dict[int, SourcePage]:
    """Return the form behind each fact that a form gave, those of earlier versions too, by key of the fact."""
    locked = [fact for fact in facts if fact.origin == FactOrigin.RETURN and fact.platform_id]
    if not locked:
        return {}
    cells = Cell.objects.filter(
        form__in=Return.objects.visible_to(user),
        form__platform__in={fact.platform_id for fact in locked},
        form__collection__period__in={fact.period for fact in locked},
        item__measure__in={fact.measure_id for fact in locked},
    ).select_related("form__collection", "item")
    by_place: dict[tuple[int | None, int, str], list[Cell]] = defaultdict(list)
    for cell in cells:
        form = cell.form
        by_place[form.platform_id, cell.item.measure_id, form.collection.period].append(cell)
    forms: dict[int, Return] = {}
    for fact in locked:
        candidates = by_place[fact.platform_id, fact.measure_id, fact.period]
        holding = [cell for cell in candidates if fact.pk in (cell.fact_id, cell.verified_fact_id)]
        if holding or len(candidates) == 1:
            forms[fact.pk] = (holding or candidates)[0].form
    handed_in: dict[int, list[Submission]] = defaultdict(list)
    for submission in Submission.objects.filter(form__in=set(forms.values())).select_related("by"):
        handed_in[submission.form_id].append(submission)
    return {
        fact.pk: SourcePage(forms[fact.pk].get_absolute_url(), _people(fact, handed_in[forms[fact.pk].pk]))
        for fact in locked
        if fact.pk in forms
    }


def _people(fact: Fact, submissions: list[Submission]) -> str:
    """Who handed in what was locked as the fact, and who signed it."""
    before = [submission for submission in submissions if submission.at <= fact.recorded_at]
    if not before:
        return ""
    last = before[-1]
    return _("handed in by %(by)s, signed by %(signed_by)s") % {"by": last.by, "signed_by": last.signed_by}
