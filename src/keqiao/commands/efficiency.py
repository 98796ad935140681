"""``keqiao efficiency``: the input–output efficiency of the units of a table, with peers and targets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from keqiao.commands.documents import refuse_input
from keqiao.commands.options import SeveralWords, argument, command, option
from keqiao.commands.terminal import OK, USAGE, CommandError, Terminal
from keqiao.language import Message, message

if TYPE_CHECKING:
    from keqiao.commands.efficiency_data import UnitTable
    from keqiao.engine.efficiency import Efficiency, ReturnsToScale

LISTED = 20
"""So many units and warnings are printed; the workbook holds all."""
MODELS = {
    "radial": message("radial: all inputs (or outputs) in one proportion, then slacks"),
    "sbm": message("slacks-based measure (Tone 2001)"),
    "additive": message("additive: the sum of slacks"),
}
RETURNS = {
    "crs": message("constant returns to scale (CCR)"),
    "vrs": message("variable returns to scale (BCC)"),
    "drs": message("non-increasing returns to scale"),
    "irs": message("non-decreasing returns to scale"),
    "fdh": message("free disposal hull"),
}
ORIENTATIONS = {
    "input": message("input: θ, the share of its inputs that a unit needs"),
    "output": message("output: φ, the factor by which its outputs could grow"),
    "directional": message("directional: β, less input and more output at once"),
}


@dataclass(frozen=True)
class EfficiencyOptions:
    """What was given to ``keqiao efficiency``; ``side`` is the orientation if one was given."""

    data: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    fixed: tuple[str, ...]
    harmful: tuple[str, ...]
    unit: str | None
    sheet: str | None
    period: str | None
    model: Literal["radial", "sbm", "additive"]
    returns: Literal["vrs", "crs", "drs", "irs", "fdh"]
    side: Literal["input", "output", "directional"] | None
    super: bool
    output: str | None

    @property
    def orientation(self) -> Literal["input", "output", "directional"]:
        """The orientation given, else ``input``."""
        return self.side or "input"


@command("efficiency", message("compare units by what they use and bring forth (data envelopment analysis)"))
@argument("data", message("a table with a row for each unit: .xlsx, .csv or .parquet"), metavar="DATA")
@option(
    "--inputs",
    metavar="H…",
    cls=SeveralWords,
    required=True,
    help_text=message("headings of the inputs, with commas or spaces between"),
)
@option(
    "--outputs",
    metavar="H…",
    cls=SeveralWords,
    required=True,
    help_text=message("headings of the outputs, with commas or spaces between"),
)
@option(
    "--fixed",
    metavar="H…",
    cls=SeveralWords,
    help_text=message("inputs or outputs that the units cannot steer"),
)
@option("--harmful", metavar="H…", cls=SeveralWords, help_text=message("outputs of which less is better"))
@option("--unit", metavar="H", help_text=message("heading of the column with the units' names"))
@option("--sheet", metavar="S", help_text=message("the sheet to read"))
@option("--period", metavar="P", help_text=message("take the rows of this period only"))
@option(
    "--model",
    type=click.Choice(["radial", "sbm", "additive"]),
    default="radial",
    help_text=message("radial (default), sbm: slacks-based measure, additive: sum of slacks"),
)
@option(
    "--returns",
    type=click.Choice(["vrs", "crs", "drs", "irs", "fdh"]),
    default="vrs",
    help_text=message("returns to scale: vrs (default), crs, drs, irs; fdh: free disposal hull"),
)
@option(
    "--orientation",
    "side",
    type=click.Choice(["input", "output", "directional"]),
    help_text=message("less input (default), more output, or both at once; sbm: both unless given"),
)
@option("--super", is_flag=True, help_text=message("super-efficiency: each unit against the others"))
@option("-o", "--output", metavar="OUT.xlsx", help_text=message("write to this file (DATA-efficiency.xlsx)"))
def efficiency(terminal: Terminal, **options: Any) -> int:
    """Read, compute, print, write; errors in the data are listed with their places."""
    from keqiao.commands.efficiency_book import write_book
    from keqiao.commands.efficiency_data import read_units
    from keqiao.engine.data_findings import DataError

    arguments = EfficiencyOptions(**options)
    source = Path(arguments.data)
    output = Path(arguments.output or f"{source.stem}-efficiency.xlsx")
    if output.suffix.lower() != ".xlsx":
        raise CommandError(message("{path}: the workbook is written as .xlsx.", path=str(output)), USAGE)
    refuse_input(output, str(source))
    inputs, outputs = _names(arguments.inputs), _names(arguments.outputs)
    both = {*inputs} & {*outputs}
    if both:
        raise CommandError(
            message("{names}: a column is either an input or an output.", names="、".join(sorted(both))),
            USAGE,
        )
    if arguments.model != "radial" and (arguments.returns == "fdh" or arguments.orientation == "directional"):
        raise CommandError(
            message("Free disposal hull and directional orientation belong to the radial model."), USAGE
        )
    if arguments.model == "additive" and arguments.super:
        raise CommandError(message("The additive model has no super-efficiency."), USAGE)
    table = read_units(
        source, [*inputs, *outputs], unit=arguments.unit, sheet=arguments.sheet, period=arguments.period
    )
    from keqiao.engine.efficiency import EfficiencyError

    try:
        result, scale = _computed(arguments, table, len(inputs))
    except EfficiencyError as error:
        raise DataError(table.place(p.row, p.column, p.message) for p in error.findings) from error
    warnings = [(problem.place, _without_place(problem, terminal)) for problem in table.remarks]
    warnings += [("", sentence.in_language(terminal.language)) for sentence in result.warnings]
    write_book(
        output,
        terminal.language,
        result,
        scale,
        warnings=warnings,
        facts=_facts(arguments, table, source, result),
    )
    _report(result, warnings, terminal, output)
    return OK


def _names(texts: Sequence[str]) -> list[str]:
    """Headings after ``--inputs``: several words, each perhaps several names with commas between."""
    names = [name.strip() for word in texts for name in re.split("[,，、;；]", word)]
    return list(dict.fromkeys(name for name in names if name))


def _computed(
    arguments: EfficiencyOptions, table: UnitTable, m: int
) -> tuple[Efficiency, ReturnsToScale | None]:
    from keqiao.engine.efficiency import additive, dea, returns_to_scale, sbm

    x, y = table.figures[:, :m], table.figures[:, m:]
    names: dict[str, Any] = {
        "units": table.units,
        "input_names": table.headings[:m],
        "output_names": table.headings[m:],
    }
    fixed, harmful = _marked(arguments.fixed, table, m), _marked(arguments.harmful, table, m)
    if harmful[0]:
        raise CommandError(message("--harmful names outputs; an input is unwanted as it is."), USAGE)
    roles: dict[str, Any] = {
        "fixed_inputs": fixed[0],
        "fixed_outputs": fixed[1],
        "harmful_outputs": harmful[1],
    }
    scale = None
    # Free disposal hull has been refused for every other model than the radial one.
    returns: Any = arguments.returns
    if arguments.model == "sbm":
        orientation: Any = arguments.side or "none"
        result = sbm(
            x,
            y,
            returns=returns,
            orientation=orientation,
            super_efficiency=arguments.super,
            **roles,
            **names,
        )
    elif arguments.model == "additive":
        result = additive(x, y, returns=returns, slack_worth="scaled", **roles, **names)
    else:
        result = dea(
            x,
            y,
            returns=returns,
            orientation=arguments.orientation,
            super_efficiency=arguments.super,
            **roles,
            **names,
        )
        if not any(roles.values()) and arguments.orientation != "directional":
            scale = returns_to_scale(x, y, orientation=arguments.orientation, **names)
    return result, scale


def _marked(given: Sequence[str], table: UnitTable, m: int) -> tuple[list[int], list[int]]:
    """Positions among the inputs and among the outputs of the headings named."""
    from keqiao.engine.workbooks.cells import same_text

    marks: tuple[list[int], list[int]] = [], []
    texts = [same_text(heading) for heading in table.headings]
    for name in _names(given):
        matches = [at for at, text in enumerate(texts) if re.split(r"[(（]", text)[0] == same_text(name)]
        matches = [at for at, text in enumerate(texts) if text == same_text(name)] or matches
        if len(matches) != 1:
            raise CommandError(
                message(
                    "{name} is none of the inputs and outputs: {names}.",
                    name=name,
                    names="、".join(table.headings),
                ),
                USAGE,
            )
        marks[matches[0] >= m].append(matches[0] if matches[0] < m else matches[0] - m)
    return marks


def _without_place(problem: object, terminal: Terminal) -> str:
    """The sentence of a finding, whose place stands in a column of its own."""
    text = problem.in_language(terminal.language)  # type: ignore[attr-defined]
    place = problem.place  # type: ignore[attr-defined]
    return str(text).removeprefix(place).lstrip(" :")


def _facts(
    arguments: EfficiencyOptions, table: UnitTable, source: Path, efficiency: Efficiency
) -> list[tuple[Message, str | Message]]:
    facts: list[tuple[Message, str | Message]] = [
        (message("Model"), MODELS[arguments.model]),
        (message("Returns to scale"), RETURNS[arguments.returns]),
    ]
    if arguments.model == "radial" or arguments.side is not None:
        facts.append((message("Orientation"), ORIENTATIONS[arguments.orientation]))
    facts += [
        (message("Super-efficiency"), message("yes") if arguments.super else message("no")),
        (message("Input columns"), "、".join(efficiency.factors.input_names)),
        (message("Output columns"), "、".join(efficiency.factors.output_names)),
        (message("Number of units"), str(efficiency.factors.count)),
        (message("Data file"), source.name),
        (message("Sheet"), table.sheet),
        (message("Fingerprint of the data file (SHA-256)"), table.sha256),
    ]
    for word, texts in (
        (message("Cannot be steered"), arguments.fixed),
        (message("Harmful"), arguments.harmful),
    ):
        if texts:
            facts.append((word, "、".join(_names(texts))))
    return facts


def _report(
    efficiency: Efficiency, warnings: Sequence[tuple[str, str]], terminal: Terminal, output: Path
) -> None:
    from keqiao.commands.efficiency_book import status_of

    for place, sentence in warnings[:LISTED]:
        terminal.tell(message("Warning: {text}", text=f"{place} {sentence}".strip()))
    if len(warnings) > LISTED:
        terminal.tell(
            message("{count} more warnings are listed in the results.", count=len(warnings) - LISTED)
        )
    if not terminal.quiet:
        rows = [
            (
                unit,
                f"{efficiency.score[at]:.4f}" if efficiency.score[at] == efficiency.score[at] else "—",
                terminal.text(status_of(efficiency, at)),
                "、".join(f"{name} {weight:.3f}" for name, weight in efficiency.peers(at)) or "—",
            )
            for at, unit in enumerate(efficiency.factors.units[:LISTED])
        ]
        heads = message("Unit"), message("Efficiency score"), message("Status"), message("Peers with λ")
        terminal.table(heads, rows)
        if efficiency.factors.count > LISTED:
            terminal.print(message("… and {count} more units.", count=efficiency.factors.count - LISTED))
    terminal.print(
        message(
            "{efficient} of {count} units are efficient.",
            efficient=int(efficiency.efficient.sum()),
            count=efficiency.factors.count,
        )
    )
    terminal.print(message("Written: {path}", path=str(output)))
