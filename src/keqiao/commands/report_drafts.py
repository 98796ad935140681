"""``keqiao report build``: a draft with bound figures as an official paper."""

from __future__ import annotations

from pathlib import Path

from keqiao.commands.documents import refuse_input
from keqiao.commands.options import argument, command, option
from keqiao.commands.reports import tell_disagreements
from keqiao.commands.terminal import INVALID, OK, USAGE, CommandError, Terminal
from keqiao.language import message


@command("build", message("write a report with its figures bound to facts, in the layout of GB/T 9704"))
@argument("draft", message("the text of the report, with figures in {{…}}"), metavar="DRAFT.md")
@option(
    "--facts",
    metavar="FACTS",
    required=True,
    help_text=message("a table with name, value and unit: what the figures say"),
)
@option("-o", "--output", metavar="OUT.docx", required=True, help_text=message("write to this file"))
@option("--final", is_flag=True, help_text=message("write nothing while a figure still waits for its source"))
def build(terminal: Terminal, draft: str, facts: str, output: str, final: bool) -> int:
    """Write the paper; exit code 1 and nothing written where figures contradict one another or a fact."""
    from keqiao.commands.fact_tables import read_facts
    from keqiao.commands.prose_files import read_prose
    from keqiao.engine.papers import word
    from keqiao.engine.phrases import numbered_lines
    from keqiao.engine.reports import build_report, read_draft
    from keqiao.engine.workbooks.atomic_files import written_at_once

    path, target = Path(draft), Path(output)
    if target.suffix.lower() != ".docx":
        raise CommandError(message("{path}: the report is written as .docx.", path=str(target)), USAGE)
    refuse_input(target, path, facts)
    text = "\n".join(numbered_lines(read_prose(path, terminal)))
    report = build_report(read_draft(text), read_facts(Path(facts)))
    tell_disagreements(report.verification, terminal)
    if report.contradicts:
        terminal.print(message("Nothing was written: mend these figures or the facts first."))
        return INVALID
    if final and report.doubtful:
        terminal.print(
            message("Nothing was written: {count} figures wait for their source.", count=report.doubtful)
        )
        return INVALID
    with written_at_once(target) as temporary:
        temporary.write_bytes(word(report.document))
    terminal.print(
        message(
            "{bound} figures are bound to facts, {doubtful} wait for their source. Written: {path}",
            bound=report.bound,
            doubtful=report.doubtful,
            path=str(target),
        )
    )
    return OK
