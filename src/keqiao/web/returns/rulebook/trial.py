"""What checks say of forms now: the dry run of one check, and how often each check speaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.accounts.actors import Actor
from keqiao.web.facts.models import Measure
from keqiao.web.returns.checking.findings import RuleResults, judge, read_by
from keqiao.web.returns.checking.rules import compiled, words_of
from keqiao.web.returns.checking.vocabulary import names
from keqiao.web.returns.models import CheckRule, Collection, Return
from keqiao.web.site.tables import Cell, Column, Table

MOST = 200
"""So many forms are listed; all are counted."""
LAST = 3
"""Where no collection is open, so many of the last ones are tried."""


@dataclass(frozen=True)
class Trial:
    """What a check says of forms. ``speaks``: forms it finds something in; ``silent``: figures are missing there."""

    collections: Sequence[Collection]
    speaks: int
    holds: int
    silent: int
    table: Table

    @property
    def every(self) -> int:
        """How many forms were tried."""
        return self.speaks + self.holds + self.silent


def all_measures() -> dict[str, Measure]:
    """Return the measures by code, in their order."""
    return {measure.code: measure for measure in Measure.objects.all()}


def open_forms(user: Actor) -> list[Return]:
    """Return the forms of open collections that the user may see."""
    return list(_forms(user).filter(collection__state=Collection.State.OPEN))


def speaking(user: Actor, rules: Sequence[CheckRule], measures: Mapping[str, Measure]) -> Counter[str]:
    """Count the forms of open collections in which each rule finds something, by its code."""
    counts: Counter[str] = Counter()
    for judged in judge(rules, open_forms(user), measures):
        counts.update(code for code, answer in judged.answers.items() if answer is False)
    return counts


def trial(user: Actor, expression: str, measures: Mapping[str, Measure]) -> Trial:
    """Try a condition that can be read on the open collections, or on the last ones where none is open."""
    forms = open_forms(user)
    if not forms:
        seen = Collection.objects.visible_to(user).exclude(state=Collection.State.DRAFT)
        last = list(seen.order_by("-period_end", "-pk").values_list("pk", flat=True)[:LAST])
        forms = list(_forms(user).filter(collection__in=last))
    rule = CheckRule(code="trial", expression=expression)
    judged = judge([rule], forms, measures)
    answers = Counter(result.answers["trial"] for result in judged)
    collections = list({form.collection_id: form.collection for form in forms}.values())
    return Trial(
        collections, answers[False], answers[True], answers[None], _table(expression, judged, measures)
    )


def _forms(user: Actor) -> Any:
    visible = Return.objects.visible_to(user).select_related("collection", "platform")
    return visible.order_by("-collection__period_end", "-collection_id", "platform__code")


def _table(expression: str, judged: Sequence[RuleResults], measures: Mapping[str, Measure]) -> Table:
    """The forms, those in which the check finds something first."""
    words = words_of(compiled(expression, names(list(measures))), measures)
    order: dict[bool | None, int] = {False: 0, None: 1, True: 2}
    said: dict[bool | None, Cell] = {
        False: Cell(pgettext("check", "speaks"), light="bad"),
        None: Cell(pgettext("check", "silent: figures are missing"), light="none"),
        True: Cell(pgettext("check", "fulfilled"), light="good"),
    }
    rows: list[dict[str, Any]] = []
    labels: tuple[str, ...] = ()
    for result in sorted(judged, key=lambda item: order[item.answers["trial"]])[:MOST]:
        _kept, read = read_by(words, result)
        labels = tuple(label for label, _text in read)
        row: dict[str, Any] = {f"figure{place}": text for place, (_label, text) in enumerate(read)}
        row["form"] = Cell(str(result.form.platform), url=result.form.get_absolute_url())
        row["collection"] = str(result.form.collection)
        row["said"] = said[result.answers["trial"]]
        rows.append(row)
    columns = [
        Column("said", _("What it says")),
        Column("form", _("Platform")),
        Column("collection", _("Collection")),
        *(Column(f"figure{place}", label) for place, label in enumerate(labels)),
    ]
    note = _("The first %(count)s forms are listed.") % {"count": MOST} if len(judged) > MOST else ""
    return Table(_("What the check says of each form"), columns, rows, name="trial", note=note)
