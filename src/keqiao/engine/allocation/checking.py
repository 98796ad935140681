"""What is wrong with rules before any figure comes: forms that exclude each other, unknown grades, sums that fail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from keqiao.engine.allocation.rules import AllocationRules, ByGrade, Optimised, Proportional
from keqiao.engine.documents.findings import DocumentFinding
from keqiao.engine.documents.positions import Path, Positions
from keqiao.language import Message, message


def check(rules: AllocationRules, positions: Positions | None = None) -> list[DocumentFinding]:
    """Every finding, with its place where the file's positions are given."""
    places = positions or Positions()

    def finding(problem: tuple[Path, Message, Message]) -> DocumentFinding:
        path, sentence, remedy = problem
        at = places.of(path)
        key = places.words(path)
        return DocumentFinding(
            "error",
            sentence,
            key=key,
            file=places.file,
            line=at.line,
            column=at.column,
            check="rules",
            remedy=remedy,
        )

    return [
        finding(problem)
        for problem in (*_forms(rules), *_codes(rules), *_grades(rules), *_order(rules), *_sums(rules))
    ]


def _once(path: Path, words: Sequence[str]) -> _Problems:
    """A code or name that stands for two things would be taken for the first."""
    for at, word in enumerate(words):
        if word in words[:at]:
            yield (
                (*path, at),
                message("{code} is written twice", code=word),
                message("Write another code or name."),
            )


_Problems = Iterator[tuple[Path, Message, Message]]


def _one_of(path: Path, bounds: Mapping[str, object]) -> _Problems:
    """Exactly one of the keys must be written."""
    names = ", ".join(f"`{name}`" for name in bounds)
    count = sum(value is not None for value in bounds.values())
    if count != 1:
        sentence = message("exactly one of {names} is wanted, not {count}", names=names, count=count)
        yield path, sentence, message("Write one of them.")


def _forms(rules: AllocationRules) -> _Problems:
    if rules.base is not None:
        yield from _one_of(("base",), {"amount": rules.base.amount, "by": rules.base.by})
    for at, earmark in enumerate(rules.earmarks):
        forms = {"amount": earmark.amount, "share": earmark.share, "each": earmark.each}
        yield from _one_of(("earmarks", at), forms)
        if earmark.limit is not None and earmark.each is None:
            yield (
                ("earmarks", at, "limit"),
                message("`limit` belongs to `each`"),
                message("Leave it out: an `amount` or `share` is a limit itself."),
            )
    sharing = rules.sharing
    if isinstance(sharing, ByGrade):
        yield from _one_of(
            ("sharing",), {"amounts": sharing.amounts or None, "coefficients": sharing.coefficients or None}
        )
        if sharing.amounts and sharing.by is not None:
            yield ("sharing", "by"), message("`by` belongs to `coefficients`"), message("Leave it out.")
    elif isinstance(sharing, Optimised):
        for at, limit in enumerate(sharing.limits):
            bounds = (limit.at_least, limit.at_most, limit.least_share, limit.most_share)
            if all(value is None for value in bounds):
                sentence = message("this limit has no bound")
                remedy = message("Write `at_least`, `at_most`, `least_share` or `most_share`.")
                yield ("sharing", "limits", at), sentence, remedy
        yield from _tranches(sharing)


def _codes(rules: AllocationRules) -> _Problems:
    yield from _once(("earmarks",), [mark.code for mark in rules.earmarks])
    yield from _once(("uses",), [use.code for use in rules.uses])
    if isinstance(rules.sharing, Optimised):
        yield from _once(("sharing", "limits"), [limit.code for limit in rules.sharing.limits])
    yield from _once(("grades",), [name.zh.strip().casefold() for name in rules.grades.values()])


def _tranches(sharing: Optimised) -> _Problems:
    """Widths must grow, rates must fall: with growing returns the best plan could not be found by linear means."""
    before, rate = Decimal(0), None
    for at, tranche in enumerate(sharing.returns):
        last = at == len(sharing.returns) - 1
        if (tranche.to is None) != last or (tranche.to is not None and tranche.to <= before):
            yield (
                ("sharing", "returns", at),
                message("the tranches must go upwards, the last one without `to`"),
                message("Write them from the lowest amount on."),
            )
        if rate is not None and tranche.rate > rate:
            yield (
                ("sharing", "returns", at, "rate"),
                message(
                    "the rate {rate} is higher than the one before ({before})", rate=tranche.rate, before=rate
                ),
                message("The rates must not grow: further money brings at most as much as the first."),
            )
        before, rate = tranche.to if tranche.to is not None else before, tranche.rate


def _grades(rules: AllocationRules) -> _Problems:
    tables: list[tuple[Path, Sequence[str], bool]] = [
        (("excluded",), rules.excluded, False),
        (("floors",), tuple(rules.floors), False),
        (("caps",), tuple(rules.caps), False),
    ]
    sharing = rules.sharing
    if isinstance(sharing, ByGrade):
        key = "amounts" if sharing.amounts else "coefficients"
        tables.append((("sharing", key), tuple(sharing.amounts or sharing.coefficients), True))
    elif isinstance(sharing, Proportional) and sharing.coefficients:
        tables.append((("sharing", "coefficients"), tuple(sharing.coefficients), True))
    for path, words, whole in tables:
        for word in words:
            if word not in rules.grades:
                sentence = message("there is no grade {code}", code=word)
                remedy = message("`grades` has: {names}.", names=", ".join(rules.grades) or "—")
                yield (*path, word), sentence, remedy
        for word in rules.grades if whole else ():
            if word not in words and word not in rules.excluded:
                sentence = message("the grade {code} is missing in this table", code=word)
                yield path, sentence, message("Write it, with 0 where it gets nothing, or exclude it.")


def _order(rules: AllocationRules) -> _Problems:
    """A better grade never gets less than a worse one."""
    sharing = rules.sharing
    tables: list[tuple[Path, Mapping[str, Decimal]]] = [
        (("floors",), rules.floors),
        (("caps",), rules.caps),
    ]
    if isinstance(sharing, ByGrade):
        tables += [(("sharing", "amounts"), sharing.amounts)]
    if isinstance(sharing, ByGrade | Proportional):
        tables += [(("sharing", "coefficients"), sharing.coefficients)]
    for path, table in tables:
        written = [(word, table[word]) for word in rules.grades if word in table]
        for (better, more), (worse, less) in pairwise(written):
            if less > more:
                sentence = message(
                    "the grade {worse} has more ({less}) than the better grade {better} ({more})",
                    worse=worse,
                    less=less,
                    better=better,
                    more=more,
                )
                remedy = message("`grades` lists the best first; correct the table or the order.")
                yield (*path, worse), sentence, remedy


def _sums(rules: AllocationRules) -> _Problems:
    if rules.instalments and sum(part.share for part in rules.instalments) != 1:
        total = sum(part.share for part in rules.instalments)
        sentence = message("the shares of the instalments add up to {total}, not to 1", total=total)
        yield ("instalments",), sentence, message("Correct the shares.")
    shares = sum((mark.share for mark in rules.earmarks if mark.share is not None), Decimal(0))
    if shares > 1:
        sentence = message("the earmarks take {total} of the pool, more than all of it", total=shares)
        yield ("earmarks",), sentence, message("Correct the shares.")
    if rules.floor is not None and rules.cap is not None and rules.floor > rules.cap:
        sentence = message("the floor {floor} lies above the cap {cap}", floor=rules.floor, cap=rules.cap)
        yield ("floor",), sentence, message("Lower the floor or raise the cap.")
    codes = {use.code for use in rules.uses}
    if rules.team is not None and rules.team.use is not None and rules.team.use not in codes:
        sentence = message("there is no use {code}", code=rules.team.use)
        yield (
            ("team", "use"),
            sentence,
            message("`uses` has: {names}.", names=", ".join(sorted(codes)) or "—"),
        )
