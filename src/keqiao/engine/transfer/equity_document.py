"""A ledger of capital as a document: names that fit, events that can be, nobody behind themselves."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from difflib import get_close_matches

from keqiao.engine.documents import DocumentFinding, DocumentForm, Positions, error_at
from keqiao.engine.transfer.equity_ledger import EVENTS, EquityLedger
from keqiao.engine.transfer.holdings import impossible_events
from keqiao.language import message


def _check(ledger: EquityLedger, positions: Positions) -> Iterator[DocumentFinding]:
    named = list(_check_names(ledger, positions))
    yield from named
    formed = list(_check_events(ledger, positions))
    yield from formed
    yield from _check_members(ledger, positions)
    if not named and not formed:
        for at, said, remedy in impossible_events(ledger):
            yield error_at(positions, ("events", at), said, "ledger.impossible", remedy)


def _check_names(ledger: EquityLedger, positions: Positions) -> Iterator[DocumentFinding]:
    names = [holder.name for holder in ledger.holders]
    for at, name in enumerate(names):
        if name in names[:at]:
            yield error_at(
                positions,
                ("holders", at, "name"),
                message("“{name}” stands twice", name=name),
                "ledger.twice",
                message("Put the two into one."),
            )
    for at, event in enumerate(ledger.events):
        for key, given in (("holder", event.holder), ("to", event.to)):
            if given is not None and given not in names:
                near = get_close_matches(given, names, n=1, cutoff=0.5)
                yield error_at(
                    positions,
                    ("events", at, key),
                    message("“{name}” is not among the holders", name=given),
                    "ledger.holder",
                    message("Did you mean {names}?", names=near[0])
                    if near
                    else message("Add it to the holders."),
                )


def _check_events(ledger: EquityLedger, positions: Positions) -> Iterator[DocumentFinding]:
    needed = {"transfer": ("amount", "to"), "exit": (), "convert": ("amount",), "lapse": ("promise",)}
    for at, event in enumerate(ledger.events):
        for key in needed.get(event.kind, ("amount",)):
            if getattr(event, key) is None:
                yield error_at(
                    positions,
                    ("events", at),
                    message("{event}: {key} is missing", event=EVENTS[event.kind], key=key),
                    "ledger.missing",
                    message("Write `{key}`.", key=key),
                )
        if event.day < ledger.founded:
            yield error_at(
                positions,
                ("events", at, "date"),
                message("the event lies before the company was founded"),
                "ledger.day",
                message("Correct the one that is wrong."),
            )
        if event.to is not None and event.kind != "transfer":
            yield error_at(
                positions,
                ("events", at, "to"),
                message("only a transfer names who receives it"),
                "ledger.to",
                message("Leave `to` out, or write `kind: transfer`."),
            )
        if event.due is not None and event.due < event.day:
            yield error_at(
                positions,
                ("events", at, "due"),
                message("the capital is due before the event"),
                "ledger.due",
                message("Correct the one that is wrong."),
            )
        if event.to == event.holder:
            yield error_at(
                positions,
                ("events", at, "to"),
                message("a transfer to oneself"),
                "ledger.self",
                message("Write who receives it in `to`."),
            )


def _check_members(ledger: EquityLedger, positions: Positions) -> Iterator[DocumentFinding]:
    behind = {holder.name: [member.name for member in holder.members] for holder in ledger.holders}
    behind.setdefault(ledger.name, list(behind))  # the company itself: who holds it must not be held by it
    for at, holder in enumerate(ledger.holders):
        names = [member.name for member in holder.members]
        for place, name in enumerate(names):
            if name in names[:place]:
                yield error_at(
                    positions,
                    ("holders", at, "members", place, "name"),
                    message("“{name}” stands twice", name=name),
                    "ledger.members",
                    message("Put the two into one."),
                )
        whole = sum((member.share for member in holder.members), Decimal(0))
        if holder.members and whole != 100:
            yield error_at(
                positions,
                ("holders", at, "members"),
                message(
                    "the members of {name} hold {whole} % together", name=holder.name, whole=f"{whole:f}"
                ),
                "ledger.members",
                message("Their shares make 100."),
            )
        if _reaches(behind, holder.name):
            yield error_at(
                positions,
                ("holders", at, "members"),
                message("{name} stands behind itself", name=holder.name),
                "ledger.circle",
                message("Holdings in a circle are not looked through; leave one of them out."),
            )


def _reaches(behind: dict[str, list[str]], start: str) -> bool:
    """Whether a holder is among those behind it."""
    seen: set[str] = set()
    open_names = list(behind[start])
    while open_names:
        name = open_names.pop()
        if name == start:
            return True
        if name not in seen:
            seen.add(name)
            open_names += behind.get(name, [])
    return False


EQUITY_LEDGER = DocumentForm(
    EquityLedger,
    _check,
    otherwise=message(
        "this is no ledger of capital: keys such as name, founded, holders and events are needed"
    ),
)
