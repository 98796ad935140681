"""The tables of this part: the board, instalments, payments, uses, and the flow of the money entry by entry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.funding.models import Payment, Pool, ProposalLine, Spending
from keqiao.web.funding.payments.balances import PlatformBalance, share
from keqiao.web.funding.payments.rules import entry_name, rules_of
from keqiao.web.funding.payments.selectors import Category
from keqiao.web.funding.payments.services.pool_locks import decided_on
from keqiao.web.registry.language import in_language
from keqiao.web.site.tables import Cell, Column, Table

Row = dict[str, Any]


def statement_url(line: ProposalLine) -> str:
    """Return the page of a platform's money."""
    return reverse("funding:statement", args=(line.proposal.pool_id, line.platform.code))


def about() -> dict[str, Any]:
    """What every table of money carries: unit and day."""
    return {
        "unit": _("10k yuan"),
        "as_of": timezone.localdate().isoformat(),
    }


def board_table(pool: Pool, rows: Iterable[PlatformBalance], download: str = "") -> Table:
    """Return the board: a line for each platform, sums that close."""
    columns = [
        Column("platform", _("Platform")),
        Column("grade", _("Grade")),
        Column("allocated", _("Allocated"), "money", total=True),
        Column("paid", _("Paid"), "money", total=True),
        Column("paid_share", _("Paid of allocated"), "percent", decimals=1),
        Column("unpaid", _("Still to be paid"), "money", total=True),
        Column("next", _("Next instalment")),
        Column("light", pgettext("payments", "Standing")),
        Column("used", _("Used"), "money", total=True),
        Column("used_share", _("Used of paid"), "percent", decimals=1),
        Column("unused", _("Paid, not used"), "money", total=True),
    ]
    body = [_board_row(row) for row in rows]
    title = _("Payments and use: %(pool)s") % {"pool": pool.title}
    return Table(title, columns, body, name="payments", download_url=download, **about())


def _board_row(row: PlatformBalance) -> Row:
    coming, worst = row.next, row.worst
    return {
        "platform": Cell(str(row.line.platform), url=statement_url(row.line)),
        "grade": in_language(row.line.grade_zh, row.line.grade_en) or row.line.grade_code,
        "allocated": row.allocated,
        "paid": row.paid,
        "paid_share": share(row.paid, row.allocated),
        "unpaid": row.unpaid,
        "next": coming.instalment.name + (f" {coming.due_on.isoformat()}" if coming.due_on else "")
        if coming
        else "",
        "light": Cell(worst.why, light=worst.light, title=worst.instalment.name)
        if worst
        else _("nothing to pay"),
        "used": row.used,
        "used_share": share(row.used, row.paid),
        "unused": row.unused,
    }


def parts_table(balance: PlatformBalance) -> Table:
    """Return the instalments of a platform."""
    columns = [
        Column("name", pgettext("pool", "Instalment")),
        Column("amount", _("Amount"), "money", total=True),
        Column("due_on", _("Due on"), "date"),
        Column("condition", _("Condition of payment")),
        Column("paid", _("Paid"), "money", total=True),
        Column("left", _("Still to be paid"), "money", total=True),
        Column("light", pgettext("payments", "Standing")),
    ]
    rows = [
        {
            "name": part.instalment.name,
            "amount": part.instalment.amount,
            "due_on": part.due_on,
            "condition": part.condition,
            "paid": part.paid,
            "left": part.left,
            "light": Cell(part.why, light=part.light),
        }
        for part in balance.parts
    ]
    return Table(_("Instalments"), columns, rows, name="instalments", **about())


def categories_table(categories: Sequence[Category]) -> Table:
    """Return what was used by category; a barred one says by which rule."""
    columns = [
        Column("name", _("Category of use")),
        Column("used", _("Used"), "money", total=True),
        Column("allowed", _("Permitted use")),
        Column("rule", pgettext("payments", "Rule")),
    ]
    rows = [
        {
            "name": row.name,
            "used": row.used,
            "allowed": _("permitted") if row.allowed else Cell(_("barred"), light="bad"),
            "rule": row.regulation,
        }
        for row in categories
    ]
    return Table(_("Use by category"), columns, rows, name="categories", **about())


def flow_table(
    pool: Pool,
    lines: Sequence[ProposalLine],
    entries: tuple[Sequence[Payment], Sequence[Spending]],
    download: str = "",
) -> Table:
    """Return every entry from the decision on, by platform and day: allocated, paid with vouchers, used.

    The sums of the money columns are what stands, since an entry that takes back counts below 0.
    """
    columns = [
        Column("day", _("Day"), "date"),
        Column("platform", _("Platform")),
        Column("step", pgettext("payments", "Step")),
        Column("item", pgettext("payments", "Item")),
        Column("allocated", _("Allocated"), "money", total=True),
        Column("paid", _("Paid"), "money", total=True),
        Column("used", _("Used"), "money", total=True),
        Column("voucher", _("Voucher number")),
        Column("words", _("Document, purpose or reason")),
        Column("file", pgettext("payments", "File")),
        Column("by", _("Entered by")),
    ]
    decided = decided_on(pool)
    by = str(pool.decided_by or "")
    rows: list[tuple[Any, ...]] = []
    for place, line in enumerate(lines):
        row: Row = {
            "day": decided,
            "platform": Cell(str(line.platform), url=statement_url(line)),
            "step": _("Allocation"),
            "allocated": line.amount,
            "words": pool.source,
            "by": by,
        }
        rows.append((place, decided, 0, 0, row))
    places = {line.pk: place for place, line in enumerate(lines)}
    named = {line.pk: line for line in lines}
    for payment in entries[0]:
        line = named[payment.instalment.line_id]
        rows.append((places[line.pk], payment.paid_on, 1, payment.pk, payment_row(payment) | _of(line)))
    for entry in entries[1]:
        line = named[entry.line_id]
        rows.append((places[line.pk], entry.spent_on, 2, entry.pk, use_row(entry, line) | _of(line)))
    body = [row[-1] for row in sorted(rows, key=lambda row: row[:-1])]
    title = _("Flow of the money: %(pool)s") % {"pool": pool.title}
    return Table(title, columns, body, name="flow", download_url=download, **about())


def _of(line: ProposalLine) -> Row:
    return {"platform": Cell(str(line.platform), url=statement_url(line))}


def payment_row(payment: Payment) -> Row:
    """Return a payment as a row of the flow."""
    back = payment.reverses_id is not None
    return {
        "key": f"p{payment.pk}",
        "day": payment.paid_on,
        "step": Cell(_("Payment taken back"), light="watch") if back else _("Payment"),
        "item": payment.instalment.name,
        "paid": payment.amount,
        "voucher": payment.voucher,
        "words": payment.note if back else " ".join(filter(None, (payment.document, payment.note))),
        "file": _file(payment.file),
        "by": str(payment.entered_by),
    }


def use_row(entry: Spending, line: ProposalLine) -> Row:
    """Return a use as a row of the flow; shares of a team with their sum only."""
    back = entry.reverses_id is not None
    return {
        "key": f"u{entry.pk}",
        "day": entry.spent_on,
        "step": Cell(_("Use taken back"), light="watch") if back else pgettext("payments", "Use"),
        "item": entry_name(rules_of(line), entry),
        "used": entry.amount,
        "voucher": entry.voucher,
        "words": _purpose(entry, line),
        "file": _file(entry.file),
        "by": str(entry.entered_by),
    }


def _purpose(entry: Spending, line: ProposalLine) -> Any:
    if entry.share_id is None:
        return entry.purpose
    address = reverse("funding:team_share", args=(line.proposal.pool_id, line.platform.code, entry.share_id))
    return Cell(_("Share for the team"), url=address)


def _file(file: Any) -> Any:
    return (
        Cell(file.title, url=reverse("facts:evidence", args=(file.sha256,)), title=file.sha256)
        if file
        else ""
    )


def statement_table(
    line: ProposalLine,
    entries: tuple[Sequence[Payment], Sequence[Spending]],
    download: str = "",
    may: tuple[bool, bool] = (False, False),
) -> Table:
    """Return the flow of one platform's money; ``may``: whether the reader may take payments, uses back from here."""
    table = flow_table(line.proposal.pool, [line], entries, download)
    columns = [column for column in table.columns if column.key != "platform"]
    rows = table.rows
    if any(may):
        columns.append(Column("back", pgettext("payments", "Take back")))
        addresses = _ways_back(line, entries, may)
        rows = [dict(row) | {"back": addresses.get(row.get("key", ""), Cell(text=" "))} for row in rows]
    title = _("Statement: %(platform)s") % {"platform": line.platform}
    return Table(title, columns, rows, name="statement", download_url=download, **about())


def _ways_back(
    line: ProposalLine, entries: tuple[Sequence[Payment], Sequence[Spending]], may: tuple[bool, bool]
) -> dict[str, Cell]:
    """The links by which entries that stand are taken back, by key of the row."""
    pool, code = line.proposal.pool_id, line.platform.code
    addresses = {}
    if may[0]:
        for payment in entries[0]:
            if payment.reverses_id is None and not hasattr(payment, "reversal"):
                addresses[f"p{payment.pk}"] = reverse("funding:reverse_payment", args=(pool, payment.pk))
    if may[1]:
        for entry in entries[1]:
            if entry.reverses_id is None and not hasattr(entry, "reversal"):
                addresses[f"u{entry.pk}"] = reverse("funding:reverse_use", args=(pool, code, entry.pk))
    return {
        key: Cell(text=pgettext("payments", "Take back"), url=address) for key, address in addresses.items()
    }
