"""``keqiao notice``: a notice read by rules into a draft that a person corrects."""

from __future__ import annotations

from pathlib import Path

from keqiao.commands.documents import refuse_input
from keqiao.commands.options import argument, command, option
from keqiao.commands.prose_files import read_prose
from keqiao.commands.terminal import OK, USAGE, CommandError, Terminal
from keqiao.language import message


@command("notice", message("read a notice (call, subsidy, title) into a draft"))
@argument("file", message("a Word document (.docx), a PDF or a text"), metavar="FILE")
@option("-o", "--output", metavar="OUT.yaml", help_text=message("write to this file"))
def notice(terminal: Terminal, file: str, output: str | None) -> int:
    """Write the draft as YAML, to standard output or a file; tell deadlines that look odd and what was not read."""
    import yaml

    from keqiao.engine.notices import draft_of, read_notice
    from keqiao.engine.phrases import numbered_lines

    path = Path(file)
    target = Path(output) if output else None
    if target is not None:
        if target.suffix.lower() not in {".yaml", ".yml"}:
            raise CommandError(message("{path}: the result is written as .yaml.", path=str(target)), USAGE)
        refuse_input(target, path)
    reading = read_notice(numbered_lines(read_prose(path, terminal)))
    if not reading.layout.title:
        raise CommandError(message("{path} holds no text.", path=str(path)))
    text = yaml.safe_dump(draft_of(reading), allow_unicode=True, sort_keys=False, width=1000)
    if reading.layout.issued_on is None:
        terminal.tell(message("The notice has no day of issue: days without a year were not read."))
    for row in reading.deadlines:
        if not row.weekday_fits and row.moment is not None:
            terminal.tell(
                message(
                    "Line {line}: {day} is another day of the week than the text says.",
                    line=row.line,
                    day=row.moment.day,
                )
            )
    for unread in reading.unread:
        terminal.tell(message("Line {line}: not read: {text}", line=unread.line, text=unread.text))
    if target is None:
        terminal.print(text.rstrip("\n"))
        return OK
    from keqiao.engine.workbooks.atomic_files import written_at_once

    with written_at_once(target) as temporary:
        temporary.write_text(text, encoding="utf-8")
    terminal.print(
        message(
            "{deadlines} deadlines, {support} amounts, {conditions} conditions read; {unread} sentences not read. "
            "A draft: correct it before it is used. Written: {path}",
            deadlines=len(reading.deadlines),
            support=len(reading.support),
            conditions=len(reading.conditions),
            unread=len(reading.unread),
            path=str(target),
        )
    )
    return OK
