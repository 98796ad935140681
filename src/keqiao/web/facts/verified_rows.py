"""How many of the rows behind a derived figure are verified, which are not, and what the figure is on each basis."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.facts.figures import Figure
from keqiao.web.facts.models import Basis
from keqiao.web.facts.selectors import figures_for
from keqiao.web.registry.changes.as_of import is_verified_since
from keqiao.web.registry.models import RowState
from keqiao.web.registry.models.record import Record

CHUNK = 5000


@dataclass(frozen=True)
class Verified:
    """A derived figure on both bases. ``open_rows`` are the rows behind the reported figure that do not count as they
    stand on the verified basis: they, or a row that they rest on, are not verified.
    """

    reported: Figure
    verified: Figure
    open_rows: tuple[int, ...]

    @property
    def total(self) -> int:
        """How many rows are behind the reported figure."""
        return len(self.reported.computed.row_ids)

    @property
    def count(self) -> int:
        """How many of them are verified."""
        return self.total - len(self.open_rows)

    @property
    def differs(self) -> bool:
        """Whether the verified figure is another."""
        return self.reported.value != self.verified.value

    @property
    def text(self) -> str:
        """In words: 12 of 13 rows are verified."""
        return _("%(count)s of %(total)s rows are verified") % {"count": self.count, "total": self.total}


def on_both_bases(user: Actor, figure: Figure, platforms: Sequence[Figure] = ()) -> dict[str, Verified]:
    """Return a derived figure, and those of ``platforms`` on the same basis, on both bases, by scope.

    Nothing for a recorded figure, and for one that is made of other figures only. Where everything is verified the two
    are the same and nothing is computed again.
    """
    if not figure.is_derived:
        return {}
    given = {part.scope.code: part for part in (figure, *platforms)}
    other = Basis.REPORTED if figure.basis == Basis.VERIFIED else Basis.VERIFIED
    if settled := is_verified_since():
        turned = {scope: replace(part, basis=other) for scope, part in given.items()}
    else:
        code, period = figure.measure.code, figure.period.code
        scopes = None if platforms else [figure.scope.code]
        figures = figures_for(user, [code], scopes, [period], basis=other)
        turned = {scope: part for (_code, scope, _period), part in figures.items() if not part.is_refused}
    pairs = {
        scope: (part, turned[scope]) if other == Basis.VERIFIED else (turned[scope], part)
        for scope, part in given.items()
        if scope in turned
    }
    pairs = {scope: pair for scope, pair in pairs.items() if pair[0].computed.row_ids}
    model = next((one.computed.row_model for one, _other in pairs.values()), "")
    keys = {pk for one, _other in pairs.values() for pk in one.computed.row_ids}
    unverified = set() if settled else _unverified(model, keys)
    return {
        scope: Verified(reported, proved, _open(reported, proved, unverified))
        for scope, (reported, proved) in pairs.items()
    }


def _open(one: Figure, other: Figure, unverified: set[int]) -> tuple[int, ...]:
    counted = set(other.computed.row_ids) - unverified
    return tuple(pk for pk in one.computed.row_ids if pk not in counted)


def _unverified(label: str, keys: set[int]) -> set[int]:
    if not label or not keys:
        return set()
    model: Any = apps.get_model(label)
    if not (issubclass(model, Record) and model.is_verifiable()):
        return set()  # rows of another room: their own procedure says who stands behind them
    listed, keys_found = sorted(keys), set()
    for start in range(0, len(listed), CHUNK):
        rows = model._base_manager.filter(
            pk__in=listed[start : start + CHUNK], verification__lt=RowState.VERIFIED
        )
        keys_found |= set(rows.values_list("pk", flat=True))
    return keys_found


def differing(reported: Iterable[Figure], verified: Iterable[Figure]) -> list[tuple[Figure, Figure]]:
    """Return the derived figures whose verified value is another, each with it."""
    by_key = {(figure.measure.code, figure.period.code): figure for figure in verified}
    pairs = (
        (figure, by_key.get((figure.measure.code, figure.period.code)))
        for figure in reported
        if figure.is_derived
    )
    return [(one, other) for one, other in pairs if other is not None and one.value != other.value]
