"""``keqiao match``: for each need the offers that fit best, with what speaks for and against each."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from keqiao.commands.documents import refuse_input
from keqiao.commands.options import argument, command, option
from keqiao.commands.terminal import OK, USAGE, CommandError, Terminal
from keqiao.language import message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keqiao.engine.matching import Candidate, Matcher, Profile
    from keqiao.engine.matching.semantic import SemanticLeg


MOST_LATENT = 50_000
"""Of more offers the space of meanings is not made: it would take minutes."""


@dataclass(frozen=True)
class MatchOptions:
    """What the command was given."""

    needs: str
    offers: str
    top: str
    lexicon: str | None
    only: tuple[str, ...]
    semantic: bool
    output: str


@command("match", message("find the offers that fit each need, with reasons"))
@argument(
    "needs",
    message("a table with columns id, title, body and conditions: .csv, .xlsx or .parquet"),
    metavar="NEEDS",
)
@argument("offers", message("a table of the same form"), metavar="OFFERS")
@option("--top", metavar="K", default="10", help_text=message("so many offers for each need (10), or all"))
@option("--lexicon", metavar="D", help_text=message("a dictionary of the field instead of the packaged one"))
@option(
    "--only",
    metavar="C",
    multiple=True,
    help_text=message("leave out offers that miss this condition; may be repeated"),
)
@option(
    "--semantic",
    is_flag=True,
    help_text=message("order by meaning too, with the model of the extra keqiao[semantic]"),
)
@option("-o", "--output", metavar="OUT.csv", required=True, help_text=message("write to this file"))
def match(terminal: Terminal, **options: Any) -> int:
    """Read both tables, match, write need, offer, score and reasons; tell for how many needs nothing fits."""
    from keqiao.commands.profile_tables import read_profiles
    from keqiao.engine.matching import LEXICON, Matcher, packaged_lexicon

    arguments = MatchOptions(**options)
    target = Path(arguments.output)
    if target.suffix.lower() != ".csv":
        raise CommandError(message("{path}: the result is written as .csv.", path=str(target)), USAGE)
    refuse_input(target, arguments.needs, arguments.offers, arguments.lexicon)
    most = _most(arguments.top)
    _known(arguments.only)
    needs, remarks = read_profiles(Path(arguments.needs))
    offers, more = read_profiles(Path(arguments.offers))
    for finding in (*remarks, *more):
        terminal.tell(finding.in_language(terminal.language))
    lexicon = LEXICON.load(Path(arguments.lexicon)) if arguments.lexicon else packaged_lexicon()
    leg = _semantic_leg(offers) if arguments.semantic else None
    matcher = Matcher(offers, lexicon, latent=len(offers) <= MOST_LATENT, semantic=leg)
    nothing = _write(target, needs, matcher, most, arguments.only, terminal)
    terminal.print(
        message(
            "{needs} needs, {offers} offers: written to {path}.",
            needs=len(needs),
            offers=len(offers),
            path=str(target),
        )
    )
    if nothing:
        terminal.print(
            message(
                "For {number} needs nothing fits: {keys}. Ways on: a diagnosis, a pilot platform, a wider search.",
                number=len(nothing),
                keys="、".join(nothing[:20]) + ("…" if len(nothing) > 20 else ""),
            )
        )
    return OK


def _semantic_leg(offers: Sequence[Profile]) -> SemanticLeg:
    from keqiao.engine.matching.semantic import MissingSemanticModelError, SentenceModelLeg

    try:
        return SentenceModelLeg(offers)
    except MissingSemanticModelError as error:
        raise CommandError(
            message(
                "--semantic needs a model that is not installed or does not run here ({why}). "
                "Install keqiao[semantic], or leave the option out.",
                why=str(error),
            ),
            USAGE,
        ) from error


def _write(  # noqa: PLR0917 - what is matched, how, and where it goes
    target: Path,
    needs: Sequence[Profile],
    matcher: Matcher,
    most: int | None,
    only: Sequence[str],
    terminal: Terminal,
) -> list[str]:
    """Write the candidates of every need; the keys of needs that nothing fits."""
    from keqiao.engine.workbooks.atomic_files import written_at_once

    nothing = []
    with written_at_once(target) as place, place.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(["need", "offer", "score", "reasons"])
        with terminal.progress() as progress:
            for number, need in enumerate(needs, 1):
                candidates = matcher.candidates(need, most, only=only)
                for candidate in candidates:
                    reasons = reasons_of(candidate, terminal)
                    table.writerow([need.key, candidate.key, f"{candidate.score:.4f}", reasons])
                if not candidates or not candidates[0].fits:
                    nothing.append(need.key)
                progress(number / len(needs), message("{done} of {all} needs", done=number, all=len(needs)))
    return nothing


def _known(only: Sequence[str]) -> None:
    from keqiao.engine.matching.conditions import RULES

    names = tuple(rule.condition for rule in RULES)
    for name in only:
        if name not in names:
            sentence = message(
                "--only {name}: conditions are {names}.", name=name[:40], names=", ".join(names)
            )
            raise CommandError(sentence, USAGE)


def _most(top: str) -> int | None:
    if top == "all":
        return None
    if top.isascii() and top.isdigit() and 1 <= int(top) <= 10_000:
        return int(top)
    raise CommandError(
        message("--top {text}: a number from 1 to 10 000 is wanted, or all.", text=top[:40]), USAGE
    )


def reasons_of(candidate: Candidate, terminal: Terminal) -> str:
    """What speaks for a candidate and against it, as one text in the terminal's language."""
    both = terminal.text(message(", "))
    words = [
        terminal.text(message("{word} (here: {other})", word=term.word, other=term.other))
        if term.other
        else term.word
        for term in candidate.terms
    ]
    parts = [terminal.text(message("both name: {words}", words=both.join(words)))] if words else []
    parts += [terminal.text(verdict.words) for verdict in candidate.verdicts]
    if not candidate.fits:
        parts.insert(0, terminal.text(message("hardly anything in common")))
    return terminal.text(message("; ")).join(parts)
