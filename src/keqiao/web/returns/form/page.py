"""The page of one form: what all its views show, also after a refusal, with what was typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from keqiao.web.accounts.actors import Actor, SignedInRequest
from keqiao.web.facts.models import Evidence, EvidenceGrade
from keqiao.web.procedures.responses import answer
from keqiao.web.returns.form.entry import Typed, TypedFigures, seen
from keqiao.web.returns.form.line import FormLine
from keqiao.web.returns.form.marks import ReviewMark, current_mark
from keqiao.web.returns.form.sheet import form_of, sheet
from keqiao.web.returns.models import Return
from keqiao.web.returns.procedure import RETURNS

MOST_FILES = 50
STEPS = ("submit", "recall", "begin", "send_back", "pass_first", "pass_second", "lock", "ask_unlock")
"""The actions that the page explains when they are not possible, in the order of the work."""


@dataclass(frozen=True)
class PageRow:
    """A line with what was typed into it, or marked by its reviewer, if that is not stored yet."""

    line: FormLine
    typed: Typed | None
    mark: ReviewMark

    @property
    def value(self) -> str:
        """What stands in the input of the value."""
        return self.typed.value if self.typed else self.line.written

    @property
    def not_applicable(self) -> bool:
        """Whether the box is ticked."""
        return self.typed.not_applicable if self.typed else bool(self.line.cell.not_applicable)

    @property
    def note(self) -> str:
        """What stands in the input of the note."""
        return self.typed.note if self.typed else str(self.line.cell.comment)

    @property
    def since(self) -> int:
        """The edition of the cell that the page shows."""
        return self.typed.edition if self.typed else int(self.line.cell.edition)

    @property
    def was(self) -> str:
        """What the page showed before anything was typed."""
        if self.typed:
            return self.typed.was
        line = self.line
        return seen(
            line.written if line.is_written else "",
            line.is_written and line.cell.not_applicable,
            line.cell.comment,
        )

    @property
    def errors(self) -> list[str]:
        """What is wrong with it."""
        return [*(self.typed.errors if self.typed else ()), *self.mark.errors]

    @property
    def clash(self) -> Typed | None:
        """What was typed over a value that another person changed meanwhile."""
        return self.typed if self.typed and self.typed.theirs is not None else None

    @property
    def theirs(self) -> str:
        """What the other person wrote, in words."""
        return f"{self.line.text} · {self.line.cell.comment}" if self.line.cell.comment else self.line.text


def show(
    request: SignedInRequest,
    form: Return,
    *,
    entry: TypedFigures | None = None,
    marks: dict[str, ReviewMark] | None = None,
    problems: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    """Answer with the page of a form as it is now, and with what was typed and not stored."""
    form_sheet = sheet(request.user, form)
    typed = {figure.line.code: figure for figure in entry.touched} if entry else {}
    rows = []
    for line in form_sheet.lines:
        kept = typed.get(line.code)
        mark = (marks or {}).get(line.code) or current_mark(line)
        rows.append(PageRow(line, kept, mark))
    only_changed = form_sheet.changed and request.GET.get("changed") == "1"
    filling = form_sheet.mode == "fill"
    context = {
        "sheet": form_sheet,
        "form": form,
        "collection": form.collection,
        "findings": [
            (
                finding,
                (entry.answers.get(finding.code) if entry else "") or finding.explanation or finding.earlier,
            )
            for finding in form_sheet.findings
        ],
        "rows": [row for row in rows if row.line.difference] if only_changed else rows,
        "only_changed": only_changed,
        "changed_count": sum(1 for line in form_sheet.lines if line.difference),
        "problems": [*problems, *(entry.problems if entry else ())],
        "unsaved": [] if filling else [figure for figure in typed.values() if figure.mine],
        "grades": EvidenceGrade.choices,
        "attached": _posted(request, "cells") or [request.GET.get("cell", "")],
        "files": _files(request.user, form) if filling else [],
        "signed_by": request.POST.get("signed_by", form.signed_by)[:60],
        "reason": request.POST.get("reason", "")[:1000],
        "not_now": RETURNS.not_now(request.user, form_sheet.decisions, STEPS),
    }
    return render(request, "returns/form/form.html", context, status=status)


def _posted(request: HttpRequest, name: str) -> list[str]:
    return request.POST.getlist(name)


def _files(user: Actor, form: Return) -> list[Evidence]:
    """The files that the user may open and that could support a figure of this form too, the latest first."""
    return list(Evidence.objects.visible_to(user).order_by("-uploaded_at", "-pk")[:MOST_FILES])


def step(request: SignedInRequest, pk: int, act: Callable[[], object], words: str) -> HttpResponse:
    """Do one step and answer with the page; what was typed stays where it is refused."""
    form = form_of(request.user, pk)

    def again(error: ValidationError, status: int) -> HttpResponse:
        return show(request, form_of(request.user, pk), problems=error.messages, status=status)

    return answer(request, act, done=words, to=form, again=again)
