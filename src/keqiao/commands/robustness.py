"""``keqiao robustness``: how sure the ranks and grades of a data file are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from keqiao.commands.documents import refuse_input
from keqiao.commands.options import CLUSTER, command, evaluated_data, option
from keqiao.commands.schemes import load
from keqiao.commands.terminal import OK, USAGE, CommandError, Terminal
from keqiao.language import Message, message

if TYPE_CHECKING:
    from keqiao.engine.robustness import Robustness
    from keqiao.engine.schemes import Scheme

FORMATS = (".xlsx", ".csv")
LISTED = 20
HEADS = {
    "unit": message("Unit code"),
    "name": message("Unit name"),
    "total": message("Total points"),
    "rank": message("Rank"),
    "mean": message("Mean rank"),
    "deviation": message("Deviation of ranks"),
    "median": message("Median rank"),
    "low": message("Interval from"),
    "high": message("Interval to"),
    "best": message("Best rank"),
    "worst": message("Worst rank"),
    "first": message("First in"),
    "total_mean": message("Mean of totals"),
    "total_deviation": message("Deviation of totals"),
    "grade": message("Grade"),
    "kept": message("Grade kept in"),
    "border": message("borderline"),
    "against": message("Against"),
    "margin": message("Margin in points"),
    "moved": message("Least weight moved"),
    "share": message("Least change of every weight"),
    "status": message("Status"),
    "node": message("Indicator or branch"),
    "weight": message("Weight"),
    "replicate": message("Draw"),
}
"""Headings of the sheets for people; a .csv keeps the short names for programs."""
MOST = 10_000_000
"""Draws at most."""


@dataclass(frozen=True)
class RobustnessOptions:
    """What was given to ``keqiao robustness``; ``interval`` and ``weights`` are shares of 1."""

    data: str
    scheme: str
    sheet: str | None
    period: str | None
    basis: Literal["reported", "verified"]
    draws: int
    seed: int
    interval: float
    weights: float | None
    normalisation: tuple[str, ...]
    aggregation: tuple[str, ...]
    design: str | None
    output: str | None
    cluster: str


@command("robustness", message("tell how sure ranks and grades are"))
@evaluated_data
@option("--draws", metavar="N", type=int, default=2000, help_text=message("draws (2000)"))
@option("--seed", metavar="N", type=int, default=1, help_text=message("seed of the draws (1)"))
@option(
    "--interval",
    metavar="X",
    type=float,
    default=0.9,
    help_text=message("share of draws within the interval (0.9)"),
)
@option(
    "--weights",
    metavar="X",
    type=float,
    help_text=message("every weight may be higher or lower by this share"),
)
@option(
    "--normalisation",
    metavar="R",
    multiple=True,
    help_text=message("another scoring rule that could have been used; may be repeated"),
)
@option(
    "--aggregation",
    metavar="M",
    multiple=True,
    help_text=message("another mean that could have been used; may be repeated"),
)
@option("--design", metavar="T", help_text=message("a table of parameters, one row per draw (.csv or .xlsx)"))
@CLUSTER
@option("-o", "--output", metavar="OUT", help_text=message("write to this file: .xlsx or .csv"))
def robustness(terminal: Terminal, **options: Any) -> int:
    """Read, draw, evaluate every draw; print rank intervals beside ranks, write the tables."""
    from keqiao.engine import robustness as engine
    from keqiao.engine.workbooks import read_data
    from keqiao.engine.workbooks.periods import period_of
    from keqiao.executors import executor_at

    arguments = RobustnessOptions(**options)
    output = None if arguments.output is None else Path(arguments.output)
    if output is not None and output.suffix.lower() not in FORMATS:
        raise CommandError(
            message("{path}: rank intervals are written as .xlsx or .csv.", path=str(output)), USAGE
        )
    if not 1 <= arguments.draws <= MOST or not 0 <= arguments.seed < 2**63 or not 0 < arguments.interval < 1:
        raise CommandError(
            message("Draws are 1 to {most}, the seed 0 or more, the interval between 0 and 1.", most=MOST),
            USAGE,
        )
    if output is not None:
        refuse_input(output, arguments.data, arguments.scheme, arguments.design)
    scheme = load(arguments.scheme, terminal)
    with terminal.progress() as progress, executor_at(arguments.cluster) as executor:
        progress(0.02, message("Reading the data"))
        data = read_data(Path(arguments.data), scheme, sheet=arguments.sheet, period=arguments.period)
        period = None
        if arguments.period is not None:
            read = period_of(arguments.period, "any")
            period = read.text if read else arguments.period
        result = engine.robustness(
            scheme,
            data.panel,
            _factors(arguments, scheme),
            design=None if arguments.design is None else engine.DesignTable(_table(Path(arguments.design))),
            draws=arguments.draws,
            seed=arguments.seed,
            period=period,
            basis=arguments.basis,
            executor=executor,
            progress=progress,
        )
    _print(result, scheme, arguments, terminal)
    if output is not None:
        _write(result, output, arguments.interval, terminal)
        terminal.print(message("Written: {path}", path=str(output)))
    return OK


def _factors(arguments: RobustnessOptions, scheme: Scheme) -> Any:
    """Those of the command, else those of the scheme; None where a design is handed in."""
    if arguments.design is not None:
        return None
    factors: list[dict[str, Any]] = []
    if arguments.weights is not None:
        factors.append({"factor": "weights", "share": arguments.weights})
    for kind, options in (("normalisation", arguments.normalisation), ("aggregation", arguments.aggregation)):
        if options:
            shaped = [{"rule": option} if kind == "normalisation" else option for option in options]
            factors.append({"factor": kind, "options": ["as_written", *shaped]})
    if factors:
        return factors
    if scheme.uncertainty is None:
        raise CommandError(
            message(
                "Nothing is uncertain: the scheme {name} declares no `uncertainty`. Add it to the scheme, "
                "or say --weights 0.2 (every weight ± 20 %), --normalisation, --aggregation or --design.",
                name=scheme.name,
            ),
            USAGE,
        )
    return None


def _table(path: Path) -> Any:
    """A table of parameters from .csv or .xlsx: its columns by their headings."""
    import polars as pl

    try:
        if path.suffix.lower() == ".xlsx":
            return _columns(path)
        return pl.read_csv(path, infer_schema_length=None)
    except Exception as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise CommandError(
            message("{path} cannot be read as a table of parameters: {reason}", path=str(path), reason=reason)
        ) from error


def _columns(path: Path) -> dict[str, list[Any]]:
    """The first sheet of a workbook: the columns below the headings in its first row."""
    from keqiao.engine.workbooks.excel_files import open_excel
    from keqiao.engine.workbooks.grid import PercentCell, is_blank

    book = open_excel(path)
    rows = [row for row in book.grid(book.names[0]).rows if not all(is_blank(cell) for cell in row)]
    heads = rows.pop(0) if rows else []
    return {
        str(head).strip(): [
            None if is_blank(cell) else cell.value if isinstance(cell, PercentCell) else cell
            for cell in (row[at] if at < len(row) else None for row in rows)
        ]
        for at, head in enumerate(heads)
        if not is_blank(head)
    }


def _print(result: Robustness, scheme: Scheme, arguments: RobustnessOptions, terminal: Terminal) -> None:
    title = message("{scheme}, {period}", scheme=scheme.name, period=result.replicator.period)
    terminal.print(title)
    terminal.print(
        message(
            "{count} draws, seed {seed}; uncertain: {factors}",
            count=result.size,
            seed=arguments.seed,
            factors=", ".join(result.design.labels[:6]) + (" …" if len(result.design.labels) > 6 else ""),
        )
    )
    if terminal.quiet:
        return
    frame = result.ranks(arguments.interval).sort("rank", nulls_last=True, maintain_order=True)
    names = {grade.code: grade.name.in_language(terminal.language) for grade in scheme.grades}
    heads: list[Message] = [
        message("Rank"),
        message("Unit"),
        message("Total points"),
        message("Median rank"),
        message("Ranks in {share:.0%} of draws", share=arguments.interval),
        message("First in"),
    ]
    if "grade" in frame.columns:
        heads += [message("Grade"), message("Grade kept in")]
    rows = []
    for row in frame.head(LISTED).to_dicts():
        line = [
            str(row["rank"] or "—"),
            row["name"] if row["name"] == row["unit"] else f"{row['name']} ({row['unit']})",
            "—" if row["total"] is None else f"{row['total']:.2f}",
            "—" if row["median"] is None else f"{row['median']:g}",
            "—" if row["low"] is None else f"{row['low']:g}–{row['high']:g}",
            f"{row['first']:.1%}",
        ]
        if "grade" in frame.columns:
            border = terminal.text(message("borderline")) if row["border"] else ""
            line += [names.get(row["grade"], "—"), f"{row['kept']:.1%} {border}".rstrip()]
        rows.append(tuple(line))
    terminal.table(heads, rows)
    if frame.height > LISTED:
        terminal.print(message("… and {count} more units.", count=frame.height - LISTED))


def _write(result: Robustness, output: Path, interval: float, terminal: Terminal) -> None:
    """Rank intervals; in a workbook also acceptability, grades, winning probabilities, margins and parameters."""
    import polars as pl

    from keqiao.engine.robustness import swap_margins, winner_margins
    from keqiao.engine.workbooks.atomic_files import written_at_once

    ranks = result.ranks(interval).sort("rank", nulls_last=True, maintain_order=True)
    with written_at_once(output) as temporary:
        if output.suffix.lower() == ".csv":
            # The mark of byte order, so that Excel reads Chinese names.
            ranks.write_csv(temporary, include_bom=True)
            return
        import xlsxwriter

        replicator = result.replicator
        options: dict[str, Any] = {"period": replicator.period, "basis": replicator.basis}
        sheets: list[tuple[Message, pl.DataFrame]] = [
            (message("Rank intervals"), ranks),
            (message("Rank acceptability"), _wide(result)),
        ]
        if replicator.grades:
            sheets.append(
                (
                    message("Grade acceptability"),
                    result.grades().pivot(on="grade", index="unit", values="share"),
                )
            )
        if len(result.units) <= 500:
            pairs = {unit: result.pairwise[:, place] for place, unit in enumerate(result.units)}
            first = pl.DataFrame({"↓ > →": result.units})
            sheets.append((message("Winning probabilities"), first.hstack(pl.DataFrame(pairs))))
        sheets += [
            (message("Central weights"), result.central_weights.rename({"share": "first"})),
            (message("Winner's margin"), winner_margins(replicator.scheme, replicator.panel, **options)),
            (message("Swap margins"), swap_margins(replicator.scheme, replicator.panel, **options)),
            (message("Parameters"), result.parameters(0, min(result.size, 10_000))),
        ]
        with xlsxwriter.Workbook(str(temporary)) as book:
            for sentence, frame in sheets:
                sheet = terminal.text(sentence)
                heads = {name: terminal.text(HEADS[name]) for name in frame.columns if name in HEADS}
                table = frame.rename(heads)
                table.write_excel(book, sheet, autofit=True, float_precision=4, header_format={"bold": True})


def _wide(result: Robustness) -> Any:
    """unit × rank."""
    frame = result.acceptability().sort("rank").pivot(on="rank", index="unit", values="share")
    order = {unit: place for place, unit in enumerate(result.units)}
    return frame.fill_null(0.0).sort(frame["unit"].replace_strict(order))
