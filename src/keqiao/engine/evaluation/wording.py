"""An explanation in sentences."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from keqiao.engine.schemes.unit_names import unit_name, with_unit
from keqiao.language import Bilingual, Message, message

if TYPE_CHECKING:
    from keqiao.engine.evaluation.explain import ComparedIndicator, Tolerated, UnitExplanation

NAMED = 3
"""So many indicators are named for each of: lift, pull, marks open."""


def number(value: float | None, decimals: int = 2) -> str:
    """A figure for reading: at most two decimals, thousands apart; — where missing."""
    if value is None:
        return "—"
    text = f"{value:,.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _with_unit(factor: ComparedIndicator) -> str | Bilingual:
    """The raw value with its unit, in both languages."""
    text = number(factor.raw)
    if factor.raw is None or not factor.unit:
        return text
    unit = unit_name(factor.unit)
    return Bilingual(zh=with_unit(text, unit.zh), en=with_unit(text, unit.en))


class UnitNarrative:
    """The sentences about one unit, in the order in which an official asks: result, why, adjustments,
    how to improve."""

    def __init__(self, explanation: UnitExplanation) -> None:
        self.it = explanation

    def messages(self) -> list[Message]:
        """Every sentence as a message, to be shown in either language."""
        it = self.it
        if it.total is None:
            return [
                message(
                    "{name} has no total for {period}: too few of its indicators have data.",
                    name=it.name,
                    period=it.period,
                )
            ]
        sentences = [self._result()]
        if it.variant is not None:
            sentences.append(message("Another yardstick holds: {variant}.", variant=it.variant.name))
        sentences += [self._lift(factor) for factor in it.lifts[:NAMED] if factor.pull >= 0.005]
        sentences += [self._pull(factor) for factor in it.pulls[:NAMED] if factor.pull <= -0.005]
        sentences += self._gaps()
        sentences += [self._tolerated(case) for case in it.tolerated]
        sentences += [self._line(line.kind, line.name, line.points) for line in it.adjustments]
        sentences += [message("Veto: {name}.", name=line.name or line.code) for line in it.vetoes]
        sentences += self._next()
        return sentences

    def _result(self) -> Message:
        it = self.it
        values = {
            "name": it.name,
            "period": it.period,
            "total": number(it.total),
            "rank": it.rank,
            "count": it.ranked,
        }
        if it.grade_name is None:
            return message("{name}, {period}: {total} points, rank {rank} of {count}.", **values)
        return message(
            "{name}, {period}: {total} points, rank {rank} of {count}, {grade}.",
            **values,
            grade=it.grade_name,
        )

    @staticmethod
    def _figures(factor: ComparedIndicator) -> dict[str, object]:
        return {
            "name": factor.name,
            "value": _with_unit(factor),
            "score": number(factor.score),
            "median": number(factor.field_score),
            "points": number(abs(factor.pull)),
        }

    def _lift(self, factor: ComparedIndicator) -> Message:
        return message(
            "{name} lifts it by {points} points: {value}, score {score}, median of the scores {median}.",
            **self._figures(factor),
        )

    def _pull(self, factor: ComparedIndicator) -> Message:
        return message(
            "{name} pulls it down by {points} points: {value}, score {score}, median of the scores {median}.",
            **self._figures(factor),
        )

    def _gaps(self) -> list[Message]:
        """Indicators without a value, by what happened to them."""
        groups: dict[str, list[Bilingual]] = {}
        for factor in self.it.factors:
            if "tolerated" in factor.flags:
                continue
            if "not_applicable" in factor.flags:
                groups.setdefault("not_applicable", []).append(factor.name)
            elif "imputed" in factor.flags:
                groups.setdefault("imputed", []).append(factor.name)
            elif "redistributed" in factor.flags:
                groups.setdefault("redistributed", []).append(factor.name)
            elif "missing" in factor.flags:
                groups.setdefault("missing", []).append(factor.name)
        names = {kind: listed(members) for kind, members in groups.items()}
        sentences = []
        if "missing" in names:
            sentences.append(message("No value, counted as 0: {names}.", names=names["missing"]))
        if "imputed" in names:
            sentences.append(
                message("No value, filled in from the other units: {names}.", names=names["imputed"])
            )
        if "redistributed" in names:
            sentences.append(
                message(
                    "No score, the weight goes to the other indicators of the branch: {names}.",
                    names=names["redistributed"],
                )
            )
        if "not_applicable" in names:
            sentences.append(
                message(
                    "Not applicable, the weight goes to the other indicators of the branch: {names}.",
                    names=names["not_applicable"],
                )
            )
        return sentences

    @staticmethod
    def _tolerated(case: Tolerated) -> Message:
        values = {"name": case.name, "own": number(case.own), "neutral": number(case.neutral)}
        if case.neutralised:
            return message(
                "Fault tolerance: {name} is made neutral, its weight goes to the other indicators of the branch; "
                "own score {own}, neutral value {neutral}, {points} points.",
                **values,
                points=f"+{number(case.points)}",
            )
        return message(
            "Fault tolerance has no effect on {name}: its own score {own} is not below the neutral value {neutral}.",
            **values,
        )

    @staticmethod
    def _line(kind: str, name: Bilingual | None, points: float) -> Message:
        text = f"{'+' if points > 0 else ''}{number(points)}"
        if name is not None:
            return message("{name}: {points} points.", name=name, points=text)
        if kind == "bonus_limit":
            return message("Cap on all bonuses: {points} points.", points=text)
        if kind == "deduction_limit":
            return message("Cap on all deductions: {points} points.", points=text)
        return message("Bounds of the total: {points} points.", points=text)

    def _next(self) -> list[Message]:
        following = self.it.next_grade
        if following is None:
            return []
        if following.missing == 0:
            if following.held_back == "veto":
                return [
                    message("The points reach {grade}; the veto stands against it.", grade=following.name)
                ]
            if following.held_back == "quota":
                return [
                    message(
                        "The points reach {grade}; its places are taken by higher totals.",
                        grade=following.name,
                    )
                ]
            return [
                message("The points reach {grade}; its further condition is not met.", grade=following.name)
            ]
        sentences = [
            message(
                "{points} points short of {grade}.", points=number(following.missing), grade=following.name
            )
        ]
        if following.closers:
            most = [
                message("{name} ({points})", name=factor.name, points=number(factor.open))
                for factor in following.closers[:NAMED]
            ]
            sentences.append(message("Most points are open at {names}.", names=listed(most)))
        return sentences


def listed(names: Iterable[Bilingual | Message]) -> Message:
    """Names joined by the comma of the reader's language."""
    parts = list(names)
    if not parts:
        return Message("")
    joined: Bilingual | Message = parts[0]
    for part in parts[1:]:
        joined = message("{first}, {second}", first=joined, second=part)
    return Message("{one}", {"one": joined})
