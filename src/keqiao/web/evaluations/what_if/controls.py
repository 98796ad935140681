"""The sliders of the page: groups of weights that give way to one another, and the thresholds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from keqiao.engine.schemes import Scheme
from keqiao.engine.schemes.checking.grades import reachable
from keqiao.web.evaluations.reading import words
from keqiao.web.evaluations.what_if.changes import ScenarioChanges
from keqiao.web.evaluations.what_if.families import Family, families, values
from keqiao.web.evaluations.what_if.proportional_weights import places, shared
from keqiao.web.evaluations.what_if.scenario import Ready
from keqiao.web.evaluations.what_if.text import number


@dataclass(frozen=True)
class Slider:
    """One number to move: as the scheme has it, as it is tried, and between what it moves."""

    key: str
    label: str
    written: str
    value: str
    most: str
    step: str
    held: bool

    @property
    def id(self) -> str:
        """The name of its element on the page."""
        return "try-" + self.key.replace(".", "-")

    @property
    def changed(self) -> bool:
        """Whether it is not as the scheme has it."""
        return self.value != self.written


@dataclass(frozen=True)
class SliderGroup:
    """Sliders that stand together; `preset` names the family where equal weights can be asked for."""

    title: str
    note: str
    sliders: tuple[Slider, ...]
    preset: str
    open: bool


def groups(start: Ready, scheme: Scheme, changes: ScenarioChanges) -> list[SliderGroup]:
    """Return the sliders of a run's scheme with the values of the changed one, thresholds first."""
    groups = [
        _weights(start, family, values(scheme), changes)
        for family in families(start.scheme)
        if counts(start, family)
    ]
    thresholds = _thresholds(start, values(scheme), changes)
    return [thresholds, *groups] if thresholds.sliders else groups


def counts(start: Ready, family: Family) -> bool:
    """Tell whether moving a family can change anything: not where every platform has weights of its own type."""
    profiles = start.scheme.profiles
    if profiles is None:
        return True
    if family.word is not None:
        return start.types.get(family.word, 0) > 0
    return any(
        count
        and (word is None or any(member.code not in profiles.weights[word] for member in family.members))
        for word, count in start.types.items()
    )


def _weights(
    start: Ready, family: Family, now: Mapping[str, Decimal], changes: ScenarioChanges
) -> SliderGroup:
    total = sum((now[member.key] for member in family.members), Decimal(0))
    most, step = number(total), _step(total)
    sliders = tuple(
        Slider(
            key=member.key,
            label=f"{member.code} {words(member.name)}",
            written=number(member.weight),
            value=number(now[member.key]),
            most=most,
            step=step,
            held=member.key in changes.numbers,
        )
        for member in family.members
    )
    return SliderGroup(
        title=_title(start.scheme, family),
        note=_note(start, family),
        sliders=sliders,
        preset=family.key,
        open=family.parent is None or any(slider.held for slider in sliders),
    )


def _title(scheme: Scheme, family: Family) -> str:
    where = (
        f"{family.parent.code} {words(family.parent.name)}" if family.parent is not None else _("Top level")
    )
    if family.word is None:
        return where
    profiles = scheme.profiles
    by = next((item for item in scheme.attributes if profiles is not None and item.code == profiles.by), None)
    word = words(by.values.get(family.word)) if by is not None else ""
    return _("%(where)s: %(type)s") % {"where": where, "type": word or family.word}


def _note(start: Ready, family: Family) -> str:
    count = start.types.get(family.word, 0) if family.word is not None else 0
    total = _("together %(total)s") % {"total": number(family.total)}
    if family.word is None:
        return total
    counted = ngettext("%(count)d platform", "%(count)d platforms", count) % {"count": count}
    return _("%(count)s, %(total)s") % {"count": counted, "total": total}


def _step(total: Decimal) -> str:
    """Return a step of which a slider has about two hundred: 0.5 of 100 points, 0.05 of 5, 0.005 of 1."""
    if total >= 1000:
        return "5"
    return "0.5" if total >= 10 else "0.05" if total > 1 else "0.005"


def _thresholds(start: Ready, now: Mapping[str, Decimal], changes: ScenarioChanges) -> SliderGroup:
    scheme = start.scheme
    top = Decimal(str(reachable(start.context))) if scheme.grades else Decimal(0)
    most = top if top.is_finite() else Decimal(str(scheme.total))
    sliders = tuple(
        Slider(
            key=f"g.{grade.code}",
            label=words(grade.name),
            written=number(grade.at),
            value=number(now[f"g.{grade.code}"]),
            most=number(most.to_integral_value(ROUND_CEILING)),
            step=_step(most),
            held=f"g.{grade.code}" in changes.numbers,
        )
        for grade in scheme.grades
        if grade.at is not None
    )
    return SliderGroup(_("Thresholds of the grades"), _("points from which on"), sliders, "", open=True)


def preset(scheme: Scheme, name: str) -> dict[str, Decimal]:
    """Return the numbers that a preset asks for: equal weights of a family (its key), or `alike`: the written
    weights for every type. Empty for a name that is none.
    """
    known = families(scheme)
    if name == "alike":
        written = values(scheme)
        entered: dict[str, Decimal] = {}
        for family in known:
            if family.word is not None:
                own = [written.get(f"w.{member.code}", member.weight) for member in family.members]
                given = shared(family.total, own, {}, places(own, family.total))
                entered |= dict(zip((member.key for member in family.members), given, strict=True))
        return entered
    for family in known:
        if family.key == name:
            same = [Decimal(1)] * len(family.members)
            weights = [member.weight for member in family.members]
            given = shared(family.total, same, {}, places(weights, family.total))
            return dict(zip((member.key for member in family.members), given, strict=True))
    return {}
