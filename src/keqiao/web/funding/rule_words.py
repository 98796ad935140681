"""Allocation rules in plain words: what each key does, in the order in which money is shared out."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from keqiao.engine.allocation import AllocationRules
from keqiao.engine.allocation.money import digits
from keqiao.engine.allocation.rules import ByGrade, Earmark, Optimised, Proportional
from keqiao.language import Bilingual
from keqiao.web.funding.shown import language


def in_words(rules: AllocationRules) -> list[str]:
    """Return the rules as sentences in the reader's language, amounts with their unit."""
    return [
        *_who(rules),
        *_fixed(rules),
        *_sharing(rules),
        *_bounds(rules),
        *_closing(rules),
        *_afterwards(rules),
    ]


def _name(name: Bilingual) -> str:
    return name.in_language(language())


def _money(rules: AllocationRules, amount: Decimal) -> str:
    unit = _("10k yuan") if rules.unit == "万元" else _("yuan")
    return f"{digits(amount)} {unit}"


def _share(share: Decimal) -> str:
    return f"{digits(share * 100)}%"


def _grade(rules: AllocationRules, code: str) -> str:
    return _name(rules.grades[code]) if code in rules.grades else code


def _list(words: list[str]) -> str:
    return _(", ").join(words)


def _who(rules: AllocationRules) -> list[str]:
    found = []
    if rules.grades:
        names = _list([_name(name) for name in rules.grades.values()])
        found.append(_("Grades, the best first: %(grades)s.") % {"grades": names})
    if rules.excluded:
        names = _list([_grade(rules, code) for code in rules.excluded])
        found.append(_("Nothing is given to: %(grades)s.") % {"grades": names})
    return found


def _fixed(rules: AllocationRules) -> list[str]:
    found = []
    if rules.base is not None:
        found.append(
            _("Base: each platform first gets the amount of the column “%(column)s”.")
            % {"column": rules.base.by}
            if rules.base.by is not None
            else _("Base: each platform first gets %(amount)s.")
            % {"amount": _money(rules, rules.base.amount or Decimal(0))}
        )
    return found + [_earmark(rules, mark) for mark in rules.earmarks]


def _earmark(rules: AllocationRules, mark: Earmark) -> str:
    about = {"name": _name(mark.name), "column": mark.by}
    if mark.each is not None:
        each = about | {"each": _money(rules, mark.each)}
        if mark.limit is None:
            return _("%(name)s: %(each)s for each thing counted in the column “%(column)s”.") % each
        return _(
            "%(name)s: %(each)s for each thing counted in the column “%(column)s”, in all at most %(limit)s."
        ) % (each | {"limit": _money(rules, mark.limit)})
    money = (
        _money(rules, mark.amount)
        if mark.amount is not None
        else _("%(share)s of the pool") % {"share": _share(mark.share or Decimal(0))}
    )
    return _("%(name)s: %(money)s in proportion to the column “%(column)s”.") % (about | {"money": money})


def _sharing(rules: AllocationRules) -> list[str]:
    sharing = rules.sharing
    if isinstance(sharing, ByGrade):
        return _by_grade(rules, sharing)
    if isinstance(sharing, Proportional):
        return _proportional(rules, sharing)
    return _optimised(rules, sharing)


def _table(rules: AllocationRules, table: dict[str, Decimal], *, money: bool) -> str:
    return _list(
        [
            f"{_grade(rules, code)} {_money(rules, value) if money else digits(value)}"
            for code, value in table.items()
        ]
    )


def _by_grade(rules: AllocationRules, sharing: ByGrade) -> list[str]:
    if sharing.amounts:
        found = [
            _("Performance by grade, fixed: %(table)s.")
            % {"table": _table(rules, sharing.amounts, money=True)}
        ]
        found.append(
            _("Where the pool is too small, all are cut in proportion.")
            if sharing.shortage == "scale"
            else _("Where the pool is too small, nothing is computed.")
        )
        return found
    return [
        _("Performance: what is left is shared by coefficients of the grade: %(table)s.")
        % {"table": _table(rules, sharing.coefficients, money=False)},
        *_times(sharing.by),
    ]


def _times(column: str | None) -> list[str]:
    return (
        []
        if column is None
        else [_("The weight is multiplied by the column “%(column)s”.") % {"column": column}]
    )


def _proportional(rules: AllocationRules, sharing: Proportional) -> list[str]:
    found = [
        _("Performance: what is left is shared in proportion to the points above %(mark)s.")
        % {"mark": digits(sharing.above)}
        if sharing.above
        else _("Performance: what is left is shared in proportion to scores.")
    ]
    if sharing.coefficients:
        table = _table(rules, sharing.coefficients, money=False)
        found.append(
            _("Points are multiplied by the coefficient of the grade: %(table)s.") % {"table": table}
        )
    return found + _times(sharing.by)


def _optimised(rules: AllocationRules, sharing: Optimised) -> list[str]:
    column = sharing.contribution
    found = [
        _("Performance: shared so that the expected contribution (by score) is the largest possible.")
        if column is None
        else _(
            "Performance: shared so that the expected contribution (column “%(column)s”) is the largest possible."
        )
        % {"column": column}
    ]
    before = Decimal(0)
    for tranche in sharing.returns:
        values = {"from": _money(rules, before), "rate": _share(tranche.rate)}
        found.append(
            _("Money of a platform above %(from)s counts %(rate)s.") % values
            if tranche.to is None
            else _("Money of a platform from %(from)s to %(to)s counts %(rate)s.")
            % (values | {"to": _money(rules, tranche.to)})
        )
        before = tranche.to if tranche.to is not None else before
    fairness = sharing.fairness
    if fairness.ratio is not None:
        found.append(
            _("Fairness: the largest is at most %(ratio)s times the least.")
            % {"ratio": digits(fairness.ratio)}
        )
    if fairness.monotone:
        found.append(_("Fairness: a better score never gets less."))
    for limit in sharing.limits:
        about = {"name": _name(limit.name), "column": limit.by}
        bounds = [
            (limit.at_least, _("at least %(amount)s")),
            (limit.at_most, _("at most %(amount)s")),
        ]
        shares = [
            (limit.least_share, _("at least %(share)s of the pool")),
            (limit.most_share, _("at most %(share)s of the pool")),
        ]
        said = [text % {"amount": _money(rules, value)} for value, text in bounds if value is not None]
        said += [text % {"share": _share(value)} for value, text in shares if value is not None]
        found.append(
            _("%(name)s (column “%(column)s”) together: %(bounds)s.") % (about | {"bounds": _list(said)})
        )
    if sharing.threshold is not None:
        found.append(
            _("A platform gets at least %(amount)s or nothing.")
            % {"amount": _money(rules, sharing.threshold)}
        )
    if sharing.most_units is not None:
        found.append(_("At most %(count)s platforms get anything.") % {"count": sharing.most_units})
    return found


def _bounds(rules: AllocationRules) -> list[str]:
    found = []
    if rules.floor is not None:
        found.append(
            _("Floor: no platform gets less than %(amount)s.") % {"amount": _money(rules, rules.floor)}
        )
    if rules.floors:
        found.append(_("Floors by grade: %(table)s.") % {"table": _table(rules, rules.floors, money=True)})
    if rules.cap is not None:
        found.append(_("Cap: no platform gets more than %(amount)s.") % {"amount": _money(rules, rules.cap)})
    if rules.caps:
        found.append(_("Caps by grade: %(table)s.") % {"table": _table(rules, rules.caps, money=True)})
    if rules.largest_share is not None:
        found.append(
            _("No platform gets more than %(share)s of the pool.") % {"share": _share(rules.largest_share)}
        )
    if rules.start_up is not None:
        found.append(
            _("Start-up: a platform with the column “%(column)s” gets at least %(amount)s.")
            % {"column": rules.start_up.by, "amount": _money(rules, rules.start_up.minimum)}
        )
    return found


def _closing(rules: AllocationRules) -> list[str]:
    return [
        _("What cannot be shared out stays in the pool.")
        if rules.keeps_unspent
        else _("The whole pool is shared out; where the rules do not allow it, nothing is computed."),
        _("Platforms with the same claim get the same; what does not divide stays in the pool.")
        if rules.equals == "same"
        else _("Of platforms with the same claim the first by name gets what does not divide."),
    ]


def _afterwards(rules: AllocationRules) -> list[str]:
    found = []
    if rules.instalments:
        said = _list([f"{_name(part.name)} {_share(part.share)}" for part in rules.instalments])
        found.append(_("Paid in instalments: %(table)s.") % {"table": said})
    allowed = [_name(use.name) for use in rules.uses if use.allowed]
    if allowed:
        found.append(_("May be used for: %(uses)s.") % {"uses": _list(allowed)})
    for use in rules.uses:
        if not use.allowed:
            ground = "" if use.regulation is None else f"({_name(use.regulation)})"
            found.append(
                _("May not be used for: %(use)s%(ground)s.") % {"use": _name(use.name), "ground": ground}
            )
    if rules.team is not None:
        found.append(
            _("A platform may hand on at most %(share)s of its money to its team.")
            % {"share": _share(rules.team.share)}
        )
    return found
