"""``keqiao template``: the Excel form of a scheme."""

from __future__ import annotations

import argparse
from pathlib import Path

from keqiao.commands.documents import refuse_input
from keqiao.commands.schemes import load
from keqiao.commands.terminal import OK, USAGE, CommandError, Terminal
from keqiao.language import message


def template(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Write the form for the units, periods and experts given."""
    from keqiao.engine.workbooks import write_template
    from keqiao.engine.workbooks.periods import period_of
    from keqiao.engine.workbooks.units import read_units

    output = Path(arguments.output)
    if output.suffix.lower() != ".xlsx":
        raise CommandError(message("{path}: a form is written as .xlsx.", path=str(output)), USAGE)
    refuse_input(output, arguments.file, arguments.units)
    periods = []
    for text in arguments.period or ():
        read = period_of(text, "any")
        if read is None:
            raise CommandError(
                message("“{text}” is not a period; write 2023, 2023Q4 or 2023-10.", text=text), USAGE
            )
        periods.append(read.text)
    scheme = load(arguments.file, terminal)
    units = read_units(Path(arguments.units), scheme) if arguments.units else None
    write_template(
        scheme,
        output,
        units,
        periods or None,
        terminal.language,
        experts=arguments.expert or (),
        verified=arguments.verified,
    )
    terminal.print(message("Written: {path}", path=str(output)))
    return OK
