"""``keqiao report verify``: the figures of a document, tried against one another."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from keqiao.commands.documents import refuse_input
from keqiao.commands.options import CommandGroup, argument, command, option
from keqiao.commands.prose_files import read_prose
from keqiao.commands.terminal import INVALID, OK, USAGE, CommandError, Terminal
from keqiao.language import message

if TYPE_CHECKING:
    from keqiao.engine.phrases import InnerCheck, Phrase, ProseVerification, SourceFact

report = CommandGroup(
    "report",
    commands_at={
        "build": "keqiao.commands.report_drafts:build",
        "brief": "keqiao.commands.report_papers:brief",
        "profile": "keqiao.commands.report_papers:profile",
        "notice": "keqiao.commands.report_papers:notice",
        "annexes": "keqiao.commands.report_papers:annexes",
        "template": "keqiao.commands.report_papers:template",
        "verify": "keqiao.commands.reports:verify",
    },
    help_text=message("write a report with bound figures, read the figures of one back"),
)


@command("verify", message("list each figure of a document and whether the others agree with it"))
@argument("file", message("a Word document (.docx) or a text"), metavar="FILE")
@option(
    "--facts",
    metavar="FACTS",
    help_text=message("a table with name, value and unit: what the figures are tried against"),
)
@option("-o", "--output", metavar="OUT.json", help_text=message("write to this file"))
def verify(terminal: Terminal, file: str, facts: str | None, output: str | None) -> int:
    """Tell what does not hold and how much was judged; exit code 1 where figures contradict one another."""
    from keqiao.engine.phrases import verify_paragraphs

    path = Path(file)
    target = Path(output) if output else None
    if target is not None:
        if target.suffix.lower() != ".json":
            raise CommandError(message("{path}: the result is written as .json.", path=str(target)), USAGE)
        refuse_input(target, path, facts)
    verification = verify_paragraphs(read_prose(path, terminal), _facts(facts))
    if target is not None:
        _write(target, path, verification, terminal)
    _tell(verification, terminal)
    if target is not None:
        terminal.print(message("Written: {path}", path=str(target)))
    return INVALID if verification.contradictions or verification.against_facts else OK


def _facts(file: str | None) -> list[SourceFact]:
    if file is None:
        return []
    from keqiao.commands.fact_tables import read_facts

    return read_facts(Path(file))


def tell_disagreements(verification: ProseVerification, terminal: Terminal) -> None:
    """Print the checks that do not hold, or only by rounding, and the figures that a fact contradicts."""
    from keqiao.engine.phrases.sentences import words_of_check, words_of_fact

    for check in verification.checks:
        if not check.holds or check.only_by_rounding:
            terminal.print(words_of_check(check, verification))
    for verified in verification.against_facts:
        terminal.print(words_of_fact(verified))


def _tell(verification: ProseVerification, terminal: Terminal) -> None:
    from keqiao.engine.phrases.sentences import LINTS, VERDICTS

    figures = verification.figures
    tell_disagreements(verification, terminal)
    for verified in figures:
        for lint in verified.figure.lints:
            terminal.print(
                message(
                    "{place}: “{span}” – {lint}.",
                    place=verified.place,
                    span=verified.figure.span,
                    lint=LINTS[lint],
                )
            )
    for placed in verification.lints:
        terminal.print(
            message(
                "{place}: “{span}” – {lint}.",
                place=placed.place,
                span=placed.lint.span,
                lint=LINTS[placed.lint.lint],
            )
        )
    for place, digits in verification.unread:
        terminal.print(message("{place}: “{span}” was not read.", place=place, span=digits))
    counts = {name: sum(verified.verdict == name for verified in figures) for name in VERDICTS}
    terminal.print(
        message(
            "{figures} figures: {holds} consistent, {rounding} only by rounding, {changed} changed since, "
            "{contradict} contradict, {unknown} have no source here; {unread} pieces were not read. "
            "Judged: {coverage} %.",
            figures=len(figures),
            holds=counts["holds"],
            rounding=counts["holds_by_rounding"],
            changed=counts["changed_since"],
            contradict=counts["contradicts"],
            unknown=counts["no_source"],
            unread=len(verification.unread),
            coverage=f"{100 * verification.coverage:.1f}",
        )
    )


def _write(target: Path, source: Path, verification: ProseVerification, terminal: Terminal) -> None:
    from keqiao.engine.workbooks.atomic_files import written_at_once

    content = {
        "file": source.name,
        "figures": [
            {
                "place": terminal.text(verified.place),
                **fields_of_figure(verified.figure),
                "verdict": verified.verdict,
                **({"fact": _fact_fields(verified.fact)} if verified.fact else {}),
                **({"bound_to": verified.bound_to} if verified.bound_to else {}),
            }
            for verified in verification.figures
        ],
        "checks": [fields_of_check(check) for check in verification.checks],
        "lint": [
            {"place": terminal.text(placed.place), "span": placed.lint.span, "lint": placed.lint.lint}
            for placed in verification.lints
        ],
        "unread": [{"place": terminal.text(place), "span": digits} for place, digits in verification.unread],
        "coverage": {
            "figures": len(verification.figures),
            "judged": verification.judged,
            "unread": len(verification.unread),
            "share": round(verification.coverage, 4),
        },
    }
    with written_at_once(target) as temporary:
        temporary.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def fields_of_figure(figure: Phrase) -> dict[str, Any]:
    """A figure as plain data; what is as usual (a bound that is included, no role) is left out."""
    held = figure.interval
    fields: dict[str, Any] = {
        "span": figure.span,
        "start": figure.start,
        "kind": figure.kind,
        "value": _number(figure.value),
        "unit": figure.unit,
        "q": figure.qualifier,
        "low": _number(held.low),
        "high": _number(held.high),
    }
    if not held.low_included:
        fields["low_in"] = False
    if not held.high_included:
        fields["high_in"] = False
    for name, value in (("dir", figure.direction), ("role", figure.role), ("of", figure.of)):
        if value:
            fields[name] = value
    if figure.times != 1:
        fields["times"] = figure.times
    if figure.lints:
        fields["lint"] = list(figure.lints)
    return fields


def _fact_fields(fact: SourceFact) -> dict[str, Any]:
    return {"name": fact.names[0], "value": _number(fact.value), "unit": fact.unit, "as_of": fact.as_of}


def fields_of_check(check: InnerCheck) -> dict[str, Any]:
    """A check as plain data; figures by their number in the list, from 0."""
    fields: dict[str, Any] = {"type": check.type}
    if check.type == "implied_base":
        fields |= {"of": check.of[0], "rate": check.rate, "base": check.whole}
    elif check.type == "implied_count":
        fields |= {"over": check.over, "rate": check.rate, "count": check.whole}
    else:
        fields["of"] = list(check.of)
        if check.over is not None:
            fields["over"] = check.over
        fields["equals"] = check.equals
    fields["holds"] = check.holds
    if check.only_by_rounding:
        fields["only_by_rounding"] = True
    return fields


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
