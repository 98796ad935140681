"""``keqiao template``: the Excel form of a scheme."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from keqiao.commands.documents import refuse_input
from keqiao.commands.options import SCHEME_FILE, command, option
from keqiao.commands.schemes import load
from keqiao.commands.terminal import OK, USAGE, CommandError, Terminal
from keqiao.language import message

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from keqiao.engine.schemes import Scheme


@command("template", message("write the Excel form for a scheme's measures"))
@SCHEME_FILE
@option("-o", "--output", metavar="T.xlsx", required=True, help_text=message("write to this file"))
@option("--units", metavar="U.xlsx", help_text=message("a list of the units (.xlsx or .csv)"))
@option("--period", metavar="P", multiple=True, help_text=message("a period to prepare; may be repeated"))
@option("--expert", metavar="E", multiple=True, help_text=message("an expert who rates; may be repeated"))
@option("--verified", is_flag=True, help_text=message("add a sheet for verified values"))
def template(
    terminal: Terminal,
    *,
    file: str,
    output: str,
    units: str | None,
    period: tuple[str, ...],
    expert: tuple[str, ...],
    verified: bool,
) -> int:
    """Write the form for the units, periods and experts given."""
    return write_form(
        lambda: load(file, terminal),
        file,
        output,
        terminal,
        units=units,
        periods=period,
        experts=expert,
        verified=verified,
    )


def write_form(
    scheme_of: Callable[[], Scheme],
    file: str,
    output: str,
    terminal: Terminal,
    *,
    units: str | None,
    periods: Sequence[str],
    experts: Sequence[str] = (),
    verified: bool = False,
) -> int:
    """Write the Excel form of what a document asks for; ``scheme_of`` loads it once the other words are in order."""
    from keqiao.engine.workbooks import write_template
    from keqiao.engine.workbooks.periods import period_of
    from keqiao.engine.workbooks.units import read_units

    path = Path(output)
    if path.suffix.lower() != ".xlsx":
        raise CommandError(message("{path}: a form is written as .xlsx.", path=str(path)), USAGE)
    refuse_input(path, file, units)
    read_periods = []
    for text in periods:
        read = period_of(text, "any")
        if read is None:
            raise CommandError(
                message("“{text}” is not a period; write 2023, 2023Q4 or 2023-10.", text=text), USAGE
            )
        read_periods.append(read.text)
    scheme = scheme_of()
    write_template(
        scheme,
        path,
        read_units(Path(units), scheme) if units else None,
        read_periods or None,
        terminal.language,
        experts=experts,
        verified=verified,
    )
    terminal.print(message("Written: {path}", path=str(path)))
    return OK
