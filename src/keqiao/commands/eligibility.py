"""``keqiao eligible``: a programme and a table of firms in, who is eligible, why not and how far off, out."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from keqiao.commands.award_tables import read_awards
from keqiao.commands.documents import refuse_input
from keqiao.commands.options import CLUSTER, command, option
from keqiao.commands.programmes import PROGRAMME_FILE, load
from keqiao.commands.terminal import OK, USAGE, CommandError, Terminal
from keqiao.language import Message, message

if TYPE_CHECKING:
    import polars as pl

    from keqiao.engine.eligibility import CallFit, SupportProgramme
    from keqiao.engine.workbooks.reading import DataFile

LISTED = 20
"""So many warnings and firms are printed; the workbook holds all."""


@command(
    "eligible", message("judge the firms of a table by a programme: eligible, nearly, not, to be verified")
)
@PROGRAMME_FILE
@option(
    "--data", "data_file", metavar="D", required=True, help_text=message("the data: .xlsx, .csv or .parquet")
)
@option("--sheet", metavar="S", help_text=message("the sheet to read"))
@option(
    "--period",
    metavar="P",
    help_text=message("judge the figures of this period only; the last one where left out"),
)
@option("--as-of", "as_of", metavar="DAY", help_text=message("the day of application (today where left out)"))
@option(
    "--awards",
    metavar="A",
    help_text=message("the register of awards: a table with the columns unit, issuer, programme, day"),
)
@option(
    "--suppose",
    metavar="CODE=VALUE",
    multiple=True,
    help_text=message("tell also what would be if a figure were this; may be repeated"),
)
@option(
    "--compare",
    metavar="OTHER",
    help_text=message("another text of the programme: tell also whose result it would change"),
)
@CLUSTER
@option("-o", "--output", metavar="OUT.xlsx", required=True, help_text=message("write to this file"))
def eligible(
    terminal: Terminal,
    *,
    file: str,
    data_file: str,
    sheet: str | None,
    period: str | None,
    as_of: str | None,
    awards: str | None,
    suppose: tuple[str, ...],
    compare: str | None,
    cluster: str,
    output: str,
) -> int:
    """Read, judge, write; errors in the data are listed with their places."""
    from keqiao.commands.eligibility_book import write_book
    from keqiao.commands.eligibility_changes import OtherResult, changed_count, suppositions
    from keqiao.engine.eligibility import changed, fit_all, with_awards
    from keqiao.engine.workbooks import read_data
    from keqiao.executors import executor_at

    path = Path(output)
    if suppose and compare is not None:
        raise CommandError(message("Give --suppose or --compare, not both at once."), USAGE)
    if path.suffix.lower() != ".xlsx":
        raise CommandError(message("{path}: the result is written as .xlsx.", path=str(path)), USAGE)
    refuse_input(path, data_file, file, awards, compare)
    day = _day(as_of)
    programme = load(file, terminal)
    supposed = suppositions(suppose, programme)
    other_text = None if compare is None else load(compare, terminal)
    with terminal.progress() as progress, executor_at(cluster) as executor:
        progress(0.02, message("Reading the data"))
        data = read_data(
            Path(data_file), programme.data_scheme(), sheet=sheet, period=period or str(day.year)
        )
        subjects, warnings = _subjects(data, programme, period, day)
        register = None if awards is None else read_awards(Path(awards))
        subjects = with_awards(programme, subjects, register, day)
        progress(0.3, message("Judging {count} subjects", count=subjects.height))
        call_fit = fit_all(
            programme,
            subjects,
            day,
            together=subjects.height <= 5000,
            executor=executor,
            progress=lambda share, said: progress(0.3 + 0.4 * share, said),
        )
        judgement = call_fit.distances.judgement
        other: OtherResult | None = None
        if supposed:
            heading = message("If {figures}", figures=", ".join(suppose)[:200])
            then = fit_all(programme, changed(subjects, supposed), day, executor=executor)
            other = OtherResult(
                heading, message("As it is"), message("As supposed"), then, only_changed=False
            )
        elif other_text is not None:
            heading = message(
                "Whose result the text {other} would change", other=f"{other_text.code} {other_text.version}"
            )
            figures = read_data(
                Path(data_file), other_text.data_scheme(), sheet=sheet, period=period or str(day.year)
            )
            rows = with_awards(other_text, _subjects(figures, other_text, period, day)[0], register, day)
            then = fit_all(other_text, rows, day, executor=executor)
            names = (message("By this text"), message("By the other text"))
            other = OtherResult(heading, *names, then, only_changed=True)
        progress(0.7, message("Writing the results"))
        warnings += _about(programme, day, register is None)
        facts = [
            (message("Programme"), f"{programme.code} {programme.version}"),
            (message("Issued by"), programme.issuer.in_language(terminal.language)),
            (message("Day of application"), day.isoformat()),
            (message("File of the data"), f"{data.name} ({data.sha256[:16]}…)"),
        ]
        problems = [(getattr(p, "place", ""), p.in_language(terminal.language)) for p in data.problems]
        problems += [("", terminal.text(said)) for said in warnings]
        write_book(path, terminal.language, judgement, call_fit, problems, facts, other)
    for _place, text in problems[:LISTED]:
        terminal.tell(message("Warning: {text}", text=text))
    if other is not None:
        count = changed_count(call_fit, other.fit)
        terminal.print(message("{what}: {count} would have another result.", what=other.heading, count=count))
    _report(terminal, call_fit, path)
    return OK


def _day(text: str | None) -> date:
    from keqiao.engine.eligibility import day_of

    if text is None:
        return date.today()
    day = day_of(text)
    if day is None:
        raise CommandError(message("--as-of {text}: write the day as 2024-03-01.", text=text[:40]), USAGE)
    return day


def _subjects(
    data: DataFile, programme: SupportProgramme, period: str | None, day: date
) -> tuple[pl.DataFrame, list[Message]]:
    """A row for each subject, with its days in one form; of several periods the last."""
    import polars as pl

    from keqiao.engine.data_findings import DataError
    from keqiao.engine.eligibility import AS_OF, with_days

    frame, warnings = data.panel.reported, []
    if len(data.panel.periods) > 1:
        last = data.panel.periods[-1]
        if period in data.panel.periods:
            last = period
        else:
            warnings.append(message("The data hold several periods; {period} is judged.", period=last))
        frame = frame.filter(pl.col("period") == last)
    frame, findings = with_days(frame, [*(part.code for part in programme.dates), AS_OF])
    if findings:
        raise DataError(findings)
    if AS_OF in frame.columns:
        frame = frame.with_columns(pl.col(AS_OF).fill_null(day.isoformat()))
    return frame, warnings


def _about(programme: SupportProgramme, day: date, no_register: bool) -> list[Message]:
    """What is to be said of the programme itself."""
    rows = []
    if not programme.in_force(day):
        rows.append(
            message(
                "The programme is not in force on {day} (valid from {start} to {end}).",
                day=day.isoformat(),
                start=programme.valid_from or "…",
                end=programme.valid_to or "…",
            )
        )
    if programme.draft:
        rows.append(message("A draft for comment: not in force."))
    if programme.partial is not None:
        rows.append(message("Not complete: {what}.", what=programme.partial))
    if no_register and (programme.once is not None or programme.excludes):
        rows.append(
            message("Awards held before are unknown: give the register with --awards to know who is out.")
        )
    return rows


def _report(terminal: Terminal, call_fit: CallFit, path: Path) -> None:
    from keqiao.engine.eligibility import STATE_NAMES, EligibilityState

    counts = Counter({state: len(getattr(call_fit, state.value)) for state in EligibilityState})
    rows = [(terminal.text(STATE_NAMES[state]), str(counts[state])) for state in EligibilityState]
    terminal.table((message("Eligibility"), message("Subjects")), rows)
    terminal.print(message("Written: {path}", path=str(path)))
