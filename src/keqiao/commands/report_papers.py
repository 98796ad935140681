"""``keqiao report brief``, ``profile``, ``notice``, ``annexes``, ``template``: short papers from a table of facts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from keqiao.commands.documents import refuse_input
from keqiao.commands.options import argument, command, option
from keqiao.commands.terminal import INVALID, OK, USAGE, CommandError, Terminal
from keqiao.language import Message, message

if TYPE_CHECKING:
    from keqiao.engine.reports import ShortPaper

PAGES = {"brief": 1, "profile": 2, "notice": 0}
_facts = option(
    "--facts",
    metavar="FACTS",
    required=True,
    help_text=message("a table with name, value and unit: what the figures say"),
)
_output = option(
    "-o", "--output", metavar="OUT", required=True, help_text=message("write to this file (.docx or .pdf)")
)
_title = option("--title", help_text=message("title of the paper"), default="")
_by = option("--by", help_text=message("who issues it"), default="")
_day = option("--date", "day", help_text=message("day of issue, such as 2025-09-02"), default="")
_template = option("--template", metavar="TEMPLATE.docx", help_text=message("a Word template to fill in"))


@command("brief", message("write a brief of one page from a table of facts"))
@_facts
@_output
@_title
@_by
@_day
@_template
def brief(  # noqa: PLR0917 - the options of the command
    terminal: Terminal, facts: str, output: str, title: str, by: str, day: str, template: str | None
) -> int:
    """Write the brief; as many rows as a page holds."""
    from keqiao.commands.fact_tables import read_facts
    from keqiao.engine.reports.fact_papers import brief_of_facts

    paper = brief_of_facts(read_facts(Path(facts)), title or "重点科创平台运行情况简报", by=by, on=_date(day))
    return _write(terminal, "brief", paper, output, (facts,), template)


@command("profile", message("write the profile of a platform from a table of facts"))
@argument("platform", message("the platform, as the facts call it before the point"), metavar="PLATFORM")
@_facts
@_output
@_title
@_by
@_day
@_template
def profile(  # noqa: PLR0917 - the options of the command
    terminal: Terminal,
    platform: str,
    facts: str,
    output: str,
    title: str,
    by: str,
    day: str,
    template: str | None,
) -> int:
    """Write the profile; as many rows as two pages hold."""
    from keqiao.commands.fact_tables import read_facts
    from keqiao.engine.reports.fact_papers import profile_of_facts

    try:
        paper = profile_of_facts(read_facts(Path(facts)), platform, title, by=by, on=_date(day))
    except LookupError:
        raise CommandError(
            message(
                "No fact is about “{platform}”: its facts are called {name}.",
                platform=platform,
                name=f"{platform}.研发人员",
            ),
            INVALID,
        ) from None
    return _write(terminal, "profile", paper, output, (facts,), template)


@command("notice", message("write the notice of grades from a table with platforms and grades"))
@argument("grades", message("a table with the columns platform and grade"), metavar="GRADES")
@_output
@_title
@_by
@_day
@option("--basis", help_text=message("the sentence that says what the grades rest on"), default="")
@_template
def notice(  # noqa: PLR0917 - the options of the command
    terminal: Terminal,
    grades: str,
    output: str,
    title: str,
    by: str,
    day: str,
    basis: str,
    template: str | None,
) -> int:
    """Write the notice with every platform of the table."""
    from keqiao.commands.fact_tables import read_grades
    from keqiao.engine.reports.fact_papers import notice_of_grades

    paper = notice_of_grades(
        read_grades(Path(grades)), title or "关于科创平台定级结果的通知", basis, by=by, on=_date(day)
    )
    return _write(terminal, "notice", paper, output, (grades,), template)


@command("annexes", message("write the facts as annexes: a workbook whose figures are bound"))
@_facts
@option("-o", "--output", metavar="OUT.xlsx", required=True, help_text=message("write to this file"))
def annexes(terminal: Terminal, facts: str, output: str) -> int:
    """Write the workbook."""
    from keqiao.commands.fact_tables import read_facts
    from keqiao.engine.reports.annexes import annex_workbook
    from keqiao.engine.reports.fact_papers import annexes_of_facts

    target = Path(output)
    if target.suffix.lower() != ".xlsx":
        raise CommandError(message("{path}: the annexes are written as .xlsx.", path=output), USAGE)
    refuse_input(target, Path(facts))
    known = read_facts(Path(facts))
    at = datetime.combine(date.today(), time(), UTC)
    _store(target, annex_workbook(annexes_of_facts(known), known, at=at))
    terminal.print(message("{count} facts. Written: {path}", count=len(known), path=output))
    return OK


@command("template", message("check a Word template, or write one to begin with"))
@argument("file", message("the template; with --starter the file to be written"), metavar="TEMPLATE.docx")
@option("--paper", default="brief", help_text=message("brief, profile, notice or report"))
@option("--facts", metavar="FACTS", help_text=message("the facts whose names the template may use"))
@option("--starter", is_flag=True, help_text=message("write a template with every field"))
@option("-o", "--output", metavar="SAMPLE.docx", help_text=message("write a sample to this file"))
def template(  # noqa: PLR0917 - the options of the command
    terminal: Terminal, file: str, paper: str, facts: str | None, starter: bool, output: str | None
) -> int:
    """Tell what is wrong with a template; exit code 1 where it cannot be filled."""
    from keqiao.commands.fact_tables import read_facts
    from keqiao.engine.reports import KINDS, figure_fields, read_template, sample, starter_template

    if paper not in KINDS:
        raise CommandError(
            message("{paper} is no kind of paper: use {names}.", paper=paper, names=", ".join(KINDS)), USAGE
        )
    kind, path = KINDS[paper], Path(file)
    if starter:
        refuse_input(path, facts)
        _store(path, starter_template(kind))
        terminal.print(message("Written: {path}", path=file))
        return OK
    fields = kind.fields(figure_fields(read_facts(Path(facts)) if facts else ()))
    with _in_words(terminal):
        read = read_template(_content(path), fields, path.name)
    for problem in read.problems:
        terminal.print(problem.in_language(terminal.language))
    if not read.is_usable:
        return INVALID
    if output:
        refuse_input(Path(output), path, facts)
        _store(Path(output), sample(read.content, fields))
        terminal.print(message("Written: {path}", path=output))
    return OK


def _date(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(message("{value} is no day.", value=text), USAGE) from None


@contextmanager
def _in_words(terminal: Terminal) -> Iterator[None]:
    """A template that cannot be read or filled ends the command in words."""
    from keqiao.engine.reports import TemplateRefused
    from keqiao.files.problems import FileProblem

    try:
        yield
    except (FileProblem, TemplateRefused) as problem:
        sentence = Message("{said}", {"said": problem.in_language(terminal.language)})
        raise CommandError(sentence, INVALID) from problem


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(
            message("{path} cannot be read: {error}", path=str(path), error=str(error)), USAGE
        ) from error


def _write(  # noqa: PLR0917 - what a paper is written from
    terminal: Terminal,
    kind: str,
    paper: ShortPaper,
    output: str,
    inputs: tuple[str, ...],
    template: str | None,
) -> int:
    """Write a paper in its layout or into a template; exit code 1 where it is too long."""
    from keqiao.engine.papers import PdfUnavailable, pdf, word
    from keqiao.engine.papers.pdf import by_office
    from keqiao.engine.reports import KINDS, FittedPaper, figure_fields, fill_template, fitted

    target = Path(output)
    if target.suffix.lower() not in {".docx", ".pdf"}:
        raise CommandError(message("{path}: the paper is written as .docx or .pdf.", path=output), USAGE)
    refuse_input(target, *inputs, template)
    at = datetime.combine(paper.on or date.today(), time(), UTC)
    most = PAGES[kind]
    fit = fitted(paper, most, at=at) if most else FittedPaper(paper, paper.built(at), 0)
    if 0 < most < fit.pages:
        terminal.print(
            message(
                "Nothing was written: the paper has {pages} pages, {most} are allowed.",
                pages=fit.pages,
                most=most,
            )
        )
        return INVALID
    as_pdf = target.suffix.lower() == ".pdf"
    try:
        if template is None:
            content = pdf(fit.document) if as_pdf else word(fit.document)
        else:
            fields = KINDS[kind].fields(figure_fields(paper.facts))
            paper = fit.paper
            with _in_words(terminal):
                content = fill_template(
                    _content(Path(template)), fields, paper.texts(), paper.lists(), paper.all_facts
                )
            content = by_office(content) if as_pdf else content
    except PdfUnavailable:
        raise CommandError(
            message("No PDF can be made here: install typst (keqiao[pdf]) or LibreOffice."), INVALID
        ) from None
    _store(target, content)
    terminal.print(
        message("{bound} figures are bound to facts. Written: {path}", bound=fit.built.bound, path=output)
    )
    return OK


def _store(target: Path, content: bytes) -> None:
    from keqiao.engine.workbooks.atomic_files import written_at_once

    with written_at_once(target) as temporary:
        temporary.write_bytes(content)
