"""A distribution as pages show it: who gets what and when, what it is taken from, by which rule."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.engine.transfer import IncomeSharing
from keqiao.engine.transfer.legal_forms import FORMS
from keqiao.engine.transfer.reward_rule import in_percent
from keqiao.engine.transfer.tax_hint import taxed_transfer_income
from keqiao.engine.transfer.transfer_case import MODES
from keqiao.language import Bilingual, Message
from keqiao.web.site.foreign_files import language
from keqiao.web.site.tables import Column, Table
from keqiao.web.transfer.models import PaidReward


def words(text: Message | Bilingual | str | None) -> str:
    """Return a sentence of the engine in the language of the reader."""
    if text is None:
        return ""
    return text if isinstance(text, str) else text.in_language(language())


def person_table(sharing: IncomeSharing) -> Table:
    """Return who gets what with which payment; amounts in 元, closing to the cent."""
    rows: list[dict[str, Any]] = [
        {
            "name": line.name,
            "main": _("yes") if line.main else _("no"),
            "part": line.part,
            "amount": line.amount,
            "stake": line.stake,
        }
        | {f"payment_{at}": amount for at, amount in enumerate(line.payments)}
        for line in sharing.lines
    ]
    rows = [row | {"part": _decimal(row["part"]), "stake": _decimal(row["stake"])} for row in rows]
    in_kind = sharing.case.mode == "investment"
    columns = [
        Column("name", pgettext("person", "Name")),
        Column("main", _("Main contributor")),
        Column("part", _("Part of the reward"), "percent"),
        Column("amount", pgettext("reward", "Amount"), "money", unit="元", total=True),
        *([Column("stake", _("Share in the firm"), "percent")] if in_kind else []),
    ]
    if len(sharing.columns) > 1:
        columns += [
            Column(f"payment_{at}", words(column.name), "money", unit="元", total=True)
            for at, column in enumerate(sharing.columns)
        ]
    return Table(_("Who gets what"), columns, rows, name="persons", note=_("In yuan, to the cent."))


def _decimal(part: Fraction | None) -> Decimal | None:
    return None if part is None else Decimal(part.numerator) / Decimal(part.denominator)


def base_table(sharing: IncomeSharing) -> Table:
    """Return what the reward is taken from."""
    rows = [
        {
            "name": words(base.name),
            "gross": base.gross,
            "costs": base.costs,
            "net": base.net,
            "reward": base.reward,
        }
        for base in sharing.bases
    ]
    columns = [
        Column("name", _("Taken from")),
        Column("gross", _("Income"), "money", unit="元", total=True),
        Column("costs", _("Costs"), "money", unit="元", total=True),
        Column("net", _("Net"), "money", unit="元", total=True),
        Column("reward", _("Reward"), "money", unit="元", total=True),
    ]
    return Table(_("What the reward is taken from"), columns, rows, name="bases")


def plan_table(sharing: IncomeSharing, paid: Mapping[int, PaidReward]) -> Table:
    """Return the plan of payments, and which were made."""
    rows = []
    for at, column in enumerate(sharing.columns):
        payment = paid.get(at)
        rows.append(
            {
                "name": words(column.name),
                "due": column.day,
                "amount": sum((line.payments[at] for line in sharing.lines), Decimal(0)),
                "on": payment.on if payment is not None else None,
            }
        )
    columns = [
        Column("name", pgettext("reward", "Payment")),
        Column("due", _("Planned on"), "date"),
        Column("amount", pgettext("reward", "Amount"), "money", unit="元", total=True),
        Column("on", _("Paid on"), "date"),
    ]
    return Table(_("Plan of payments"), columns, rows, name="plan")


def grounds(sharing: IncomeSharing) -> list[tuple[str, str]]:
    """Return by which rule, how it stands to the floor, main contributors, publicity and hints about tax."""
    case = sharing.case
    lines = [
        (_("Unit"), case.unit.name),
        (_("Legal form"), words(FORMS[case.unit.legal_form])),
        (_("Way of transformation"), words(MODES[case.mode])),
        (_("Day of the contract"), case.day.isoformat()),
        (_("Rule"), " ".join(words(said) for said in sharing.rule.sentences())),
    ]
    if sharing.main is not None:
        shares = {"part": in_percent(sharing.main.part), "floor": in_percent(sharing.main.floor)}
        lines.append((_("Main contributors"), _("%(part)s %% of the reward, at least %(floor)s %%") % shares))
    for period in sharing.publicity:
        last = "—" if period.last_day is None else period.last_day.isoformat()
        said = _("%(name)s: %(days)s, until %(last)s") % {
            "name": words(period.name),
            "days": words(period.length),
            "last": last,
        }
        lines.append((_("Publicity"), said))
    if sharing.tax is not None:
        marks = {True: _("yes"), False: _("no"), None: _("not known")}
        conditions = [f"{words(part.name)} {marks[part.met]}" for part in sharing.tax.conditions]
        said = words(sharing.tax.sentence) + (f" {_('; ').join(conditions)}" if conditions else "")
        lines.append((_("Personal income tax (a hint)"), said))
    return [*lines, *_income_tax(sharing)]


def _income_tax(sharing: IncomeSharing) -> list[tuple[str, str]]:
    """The hint about the tax of an enterprise that transferred or licensed."""
    case = sharing.case
    if case.mode not in {"transfer", "licence"} or case.unit.legal_form not in {
        "enterprise",
        "state_enterprise",
    }:
        return []
    net = sharing.reward + sharing.stays
    taxed = taxed_transfer_income(net, case.day, sharing.law)
    provision = sharing.law.in_force("transfer_income_tax", case.day)
    if taxed is None or provision is None:
        return []
    sentence = _(
        "Were this all income from technology of the year, %(taxed)s of %(net)s yuan would be taxed (%(article)s)."
    )
    values = {"taxed": f"{taxed:,.2f}", "net": f"{net:,.2f}", "article": words(provision.cited)}
    return [(_("Enterprise income tax (a hint)"), sentence % values)]
