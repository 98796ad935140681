"""Allocation rules in plain words: what each key does, in the order in which money is shared out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from keqiao.engine.allocation.money import digits
from keqiao.engine.allocation.rules import AllocationRules, ByGrade, Earmark, Limit, Optimised, Proportional
from keqiao.engine.documents.blocks import Block, Bullets, HeadingBlock, paragraph
from keqiao.language import Bilingual, Message, message


def explain_rules(rules: AllocationRules, language: str = "zh") -> list[Block]:
    """The rules in plain words, as blocks in ``language`` ("zh…" or "en…"), amounts with their unit."""
    words = _Words(rules, language)
    about = [message("Code {code}, version {version}.", code=rules.code, version=rules.version)]
    if rules.regulation is not None:
        about.append(message("Basis: {regulation}.", regulation=rules.regulation))
    if rules.note is not None:
        about.append(message("Note: {note}.", note=rules.note))
    blocks: list[Block] = [
        HeadingBlock(rules.name.in_language(language), 1),
        paragraph(*(sentence.in_language(language) for sentence in about)),
    ]
    for title, section in (
        (message("Who is given money"), words.recipients()),
        (message("Set aside first"), words.fixed()),
        (message("Money for performance"), words.sharing()),
        (message("Floors and caps"), words.bounds()),
        (message("What is left over"), words.closing()),
        (message("Payment and use"), words.afterwards()),
    ):
        items = tuple(sentence.in_language(language) for sentence in section)
        if items:
            blocks += [HeadingBlock(title.in_language(language)), Bullets(items)]
    return blocks


class _Words:
    """Words for one set of rules in one language."""

    def __init__(self, rules: AllocationRules, language: str) -> None:
        self.rules = rules
        self.language = language

    def money(self, amount: Decimal) -> Message:
        if self.rules.unit == "万元":
            return message("{amount} × 10k yuan", amount=digits(amount))
        return message("{amount} yuan", amount=digits(amount))

    def grade(self, code: str) -> str:
        return self.say(self.rules.grades[code]) if code in self.rules.grades else code

    def say(self, sentence: Message | Bilingual) -> str:
        return sentence.in_language(self.language)

    def listed(self, words: Iterable[str]) -> str:
        return self.say(message(", ")).join(words)

    def table(self, table: Mapping[str, Decimal], *, money: bool) -> str:
        return self.listed(
            f"{self.grade(code)} {self.say(self.money(value)) if money else digits(value)}"
            for code, value in table.items()
        )

    def recipients(self) -> Iterator[Message]:
        rules = self.rules
        if rules.grades:
            names = self.listed(self.say(name) for name in rules.grades.values())
            yield message("Grades, the best first: {grades}.", grades=names)
        if rules.excluded:
            names = self.listed(self.grade(code) for code in rules.excluded)
            yield message("Nothing is given to: {grades}.", grades=names)

    def fixed(self) -> Iterator[Message]:
        base = self.rules.base
        if base is not None:
            yield (
                message("Base: each platform first gets the amount of the column “{column}”.", column=base.by)
                if base.by is not None
                else message(
                    "Base: each platform first gets {amount}.", amount=self.money(base.amount or Decimal(0))
                )
            )
        yield from map(self.earmark, self.rules.earmarks)

    def earmark(self, mark: Earmark) -> Message:
        if mark.each is not None:
            each = self.money(mark.each)
            if mark.limit is None:
                return message(
                    "{name}: {each} for each thing counted in the column “{column}”.",
                    name=mark.name,
                    each=each,
                    column=mark.by,
                )
            return message(
                "{name}: {each} for each thing counted in the column “{column}”, in all at most {limit}.",
                name=mark.name,
                each=each,
                column=mark.by,
                limit=self.money(mark.limit),
            )
        money = (
            self.money(mark.amount)
            if mark.amount is not None
            else message("{share} of the pool", share=_percent(mark.share or Decimal(0)))
        )
        return message(
            "{name}: {money} in proportion to the column “{column}”.",
            name=mark.name,
            money=money,
            column=mark.by,
        )

    def sharing(self) -> Iterator[Message]:
        sharing = self.rules.sharing
        if isinstance(sharing, ByGrade):
            yield from self.by_grade(sharing)
        elif isinstance(sharing, Proportional):
            yield from self.proportional(sharing)
        else:
            yield from self.optimised(sharing)

    def by_grade(self, sharing: ByGrade) -> Iterator[Message]:
        if sharing.amounts:
            table = self.table(sharing.amounts, money=True)
            yield message("Performance by grade, fixed: {table}.", table=table)
            yield (
                message("Where the pool is too small, all are cut in proportion.")
                if sharing.shortage == "scale"
                else message("Where the pool is too small, nothing is computed.")
            )
            return
        table = self.table(sharing.coefficients, money=False)
        yield message(
            "Performance: what is left is shared by coefficients of the grade: {table}.", table=table
        )
        yield from _times(sharing.by)

    def proportional(self, sharing: Proportional) -> Iterator[Message]:
        yield (
            message(
                "Performance: what is left is shared in proportion to the points above {mark}.",
                mark=digits(sharing.above),
            )
            if sharing.above
            else message("Performance: what is left is shared in proportion to scores.")
        )
        if sharing.coefficients:
            table = self.table(sharing.coefficients, money=False)
            yield message("Points are multiplied by the coefficient of the grade: {table}.", table=table)
        yield from _times(sharing.by)

    def optimised(self, sharing: Optimised) -> Iterator[Message]:
        yield (
            message(
                "Performance: shared so that the expected contribution (by score) is the largest possible."
            )
            if sharing.contribution is None
            else message(
                "Performance: shared so that the expected contribution (column “{column}”) is the largest possible.",
                column=sharing.contribution,
            )
        )
        before = Decimal(0)
        for tranche in sharing.returns:
            low, rate = self.money(before), _percent(tranche.rate)
            if tranche.to is None:
                yield message("Money of a platform above {low} counts {rate}.", low=low, rate=rate)
            else:
                high = self.money(tranche.to)
                yield message(
                    "Money of a platform from {low} to {high} counts {rate}.", low=low, high=high, rate=rate
                )
                before = tranche.to
        fairness = sharing.fairness
        if fairness.ratio is not None:
            yield message(
                "Fairness: the largest is at most {ratio} times the least.", ratio=digits(fairness.ratio)
            )
        if fairness.monotone:
            yield message("Fairness: a better score never gets less.")
        yield from map(self.limit, sharing.limits)
        if sharing.threshold is not None:
            yield message(
                "A platform gets at least {amount} or nothing.", amount=self.money(sharing.threshold)
            )
        if sharing.most_units is not None:
            yield message("At most {count} platforms get anything.", count=sharing.most_units)

    def limit(self, limit: Limit) -> Message:
        sentences = []
        if limit.at_least is not None:
            sentences.append(message("at least {amount}", amount=self.money(limit.at_least)))
        if limit.at_most is not None:
            sentences.append(message("at most {amount}", amount=self.money(limit.at_most)))
        if limit.least_share is not None:
            sentences.append(message("at least {share} of the pool", share=_percent(limit.least_share)))
        if limit.most_share is not None:
            sentences.append(message("at most {share} of the pool", share=_percent(limit.most_share)))
        bounds = self.listed(map(self.say, sentences))
        return message(
            "{name} (column “{column}”) together: {bounds}.", name=limit.name, column=limit.by, bounds=bounds
        )

    def bounds(self) -> Iterator[Message]:
        rules = self.rules
        if rules.floor is not None:
            yield message("Floor: no platform gets less than {amount}.", amount=self.money(rules.floor))
        if rules.floors:
            yield message("Floors by grade: {table}.", table=self.table(rules.floors, money=True))
        if rules.cap is not None:
            yield message("Cap: no platform gets more than {amount}.", amount=self.money(rules.cap))
        if rules.caps:
            yield message("Caps by grade: {table}.", table=self.table(rules.caps, money=True))
        if rules.largest_share is not None:
            share = _percent(rules.largest_share)
            yield message("No platform gets more than {share} of the pool.", share=share)
        if rules.start_up is not None:
            yield message(
                "Start-up: a platform with the column “{column}” gets at least {amount}.",
                column=rules.start_up.by,
                amount=self.money(rules.start_up.minimum),
            )

    def closing(self) -> Iterator[Message]:
        yield (
            message("What cannot be shared out stays in the pool.")
            if self.rules.keeps_unspent
            else message(
                "The whole pool is shared out; where the rules do not allow it, nothing is computed."
            )
        )
        yield (
            message("Platforms with the same claim get the same; what does not divide stays in the pool.")
            if self.rules.equals == "same"
            else message("Of platforms with the same claim the first by name gets what does not divide.")
        )

    def afterwards(self) -> Iterator[Message]:
        rules = self.rules
        if rules.instalments:
            sentence = self.listed(
                f"{self.say(part.name)} {_percent(part.share)}" for part in rules.instalments
            )
            yield message("Paid in instalments: {table}.", table=sentence)
        allowed = [self.say(use.name) for use in rules.uses if use.allowed]
        if allowed:
            yield message("May be used for: {uses}.", uses=self.listed(allowed))
        for use in rules.uses:
            if not use.allowed and use.regulation is not None:
                yield message(
                    "May not be used for: {use} ({regulation}).", use=use.name, regulation=use.regulation
                )
            elif not use.allowed:
                yield message("May not be used for: {use}.", use=use.name)
        if rules.team is not None:
            share = _percent(rules.team.share)
            yield message("A platform may hand on at most {share} of its money to its team.", share=share)


def _percent(share: Decimal) -> str:
    return f"{digits(share * 100)}%"


def _times(column: str | None) -> Iterator[Message]:
    if column is not None:
        yield message("The weight is multiplied by the column “{column}”.", column=column)
