"""The pages of studies and questions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.audit.clock import today
from keqiao.web.procedures.history import entries
from keqiao.web.procedures.offering import offered, take
from keqiao.web.procedures.responses import INVALID, answer, edition_in, refused
from keqiao.web.reports import selectors, services
from keqiao.web.reports.forms import QUESTION_OFFERS, DrawUpForm, QuestionForm, StudyForm, VisitForm
from keqiao.web.reports.lists import questions_table, reports_table
from keqiao.web.reports.models import Study, StudyQuestion, StudyVisit
from keqiao.web.reports.procedure import QUESTIONS
from keqiao.web.reports.rights import ANSWER, VIEW, WRITE
from keqiao.web.reports.rights import QUESTIONS as VIEW_QUESTIONS
from keqiao.web.site.tables import Column, Table

DAYS_TO_ANSWER = 14
NOTHING_KEPT = gettext_lazy("Nothing was kept. Correct what is marked and send it again.")


def crumbs(study: Study | None = None) -> list[tuple[str, str]]:
    """The way to a page of the room."""
    way = [(_("Studies"), reverse("reports:studies"))]
    return way if study is None else [*way, (study.code, study.get_absolute_url())]


@require_safe
@right_required(VIEW)
def study_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """One study: what it is about, visits, questions, reports."""
    return _study(request, selectors.study_of(request.user, pk))


def _study(
    request: SignedInRequest, study: Study, forms: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    user, forms = request.user, forms or {}
    may_write = user.has_right(WRITE)
    if may_write:
        soon = today() + timedelta(days=DAYS_TO_ANSWER)
        drawn = {"title": _title_of(study), "issuer": str(user.unit or "")}
        forms.setdefault("visit", VisitForm(prefix="visit", initial={"on": today()}))
        forms.setdefault("ask", QuestionForm(prefix="ask", initial={"due_on": soon}))
        forms.setdefault("draw_up", DrawUpForm(prefix="draw_up", initial=drawn))
    context = {
        "study": study,
        "members": list(study.members.all()),
        "visits": _visits(study.visits.all()),
        "questions": questions_table(selectors.questions_for(user).filter(study=study)),
        "reports": reports_table(selectors.reports_for(user).filter(study=study)),
        "forms": forms,
        "may_write": may_write,
        "crumbs": crumbs(),
    }
    return render(request, "reports/study.html", context, status=status)


def _title_of(study: Study) -> str:
    title = study.title
    return title if title.endswith("报告") else f"关于{title.removeprefix('关于')}的调研报告"


def _visits(rows: Any) -> Table:
    columns = [
        Column("on", _("Day"), "date"),
        Column("place", pgettext("visit", "Place")),
        Column("hosts", _("With whom")),
        Column("notes", _("What was learnt")),
    ]
    printed = [{"on": row.on, "place": row.place, "hosts": row.hosts, "notes": row.notes} for row in rows]
    return Table(_("Visits"), columns, printed, name="visits", stacked=True)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(WRITE)
def new_study(request: SignedInRequest) -> HttpResponse:
    """Open a study."""
    form = StudyForm(request.user, None, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            return redirect(services.open_study(request.user, **form.sent))
        except ValidationError as error:
            return _study_form(request, form, None, refused(form, error))
    return _study_form(request, form, None, INVALID if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(WRITE)
def edit_study(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a study: its snapshot, its members."""
    study = selectors.study_of(request.user, pk)
    form = StudyForm(request.user, study, request.POST if request.method == "POST" else None)
    if form.is_valid():
        since = edition_in(form.cleaned_data)
        try:
            return redirect(services.change_study(request.user, pk, since=since, **form.sent))
        except ValidationError as error:
            now = StudyForm(request.user, selectors.study_of(request.user, pk)).initial
            return _study_form(request, form, study, refused(form, error, now))
    return _study_form(request, form, study, INVALID if form.is_bound else 200)


def _study_form(request: SignedInRequest, form: StudyForm, study: Study | None, status: int) -> HttpResponse:
    context = {"form": form, "study": study, "crumbs": crumbs(study)}
    return render(request, "reports/study_form.html", context, status=status)


def _part(
    request: SignedInRequest, study: Study, form: Any, act: Callable[[Any], Any], done: str
) -> HttpResponse:
    """Do what a form of the page of a study asks for."""
    to: list[Any] = [study]

    def perform() -> None:
        if not form.is_valid():
            raise ValidationError(NOTHING_KEPT)
        made = act(form.cleaned_data)
        to[0] = study if isinstance(made, StudyVisit | StudyQuestion) else made

    def again(error: ValidationError, status: int) -> HttpResponse:
        for field, problems in getattr(error, "error_dict", {None: error.messages}).items():
            form.add_error(field if field in form.fields else None, problems)
        return _study(request, study, {form.prefix: form}, status)

    response = answer(request, perform, done=done, to="/", again=again)
    if response.status_code == 302:
        response["Location"] = to[0].get_absolute_url()
    return response


@require_POST
@right_required(WRITE)
def visit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep a visit."""
    study, form = selectors.study_of(request.user, pk), VisitForm(request.POST, prefix="visit")
    return _part(request, study, form, lambda sent: services.visit(request.user, pk, **sent), _("Kept."))


@require_POST
@right_required(WRITE)
def ask(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask a department."""
    study, form = selectors.study_of(request.user, pk), QuestionForm(request.POST, prefix="ask")
    done = _("Asked; the department has been told.")
    return _part(request, study, form, lambda sent: services.ask(request.user, pk, **sent), done)


@require_POST
@right_required(WRITE)
def draw_up(request: SignedInRequest, pk: int) -> HttpResponse:
    """Draw up a report."""
    study, form = selectors.study_of(request.user, pk), DrawUpForm(request.POST, prefix="draw_up")
    done = _("Drawn up from the snapshot; write on section by section.")
    return _part(request, study, form, lambda sent: services.draw_up(request.user, pk, **sent), done)


@require_safe
@right_required(VIEW_QUESTIONS)
def question_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """One question with its answer and what may be done now."""
    return _question(request, selectors.question_of(request.user, pk), {}, 200)


@require_POST
@right_required(WRITE, ANSWER)
def question_step(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    """Answer, return or withdraw a question."""
    return take(
        request,
        QUESTION_OFFERS,
        name,
        lambda: selectors.question_of(request.user, pk),
        lambda row, bound, status: _question(request, row, bound, status),
    )


def _question(
    request: SignedInRequest, question: StudyQuestion, bound: dict[str, Any], status: int
) -> HttpResponse:
    user = request.user
    main, aside = offered(
        QUESTIONS,
        user,
        question,
        QUESTION_OFFERS,
        url=lambda name: reverse("reports:question_step", args=(question.pk, name)),
        bound=bound,
    )
    decisions = QUESTIONS.possible(user, question)
    context = {
        "question": question,
        "light": selectors.light_of(question),
        "status": QUESTIONS.status(question),
        "main": main,
        "aside": aside,
        "not_now": QUESTIONS.not_now(user, decisions, [offer.name for offer in QUESTION_OFFERS]),
        "entries": entries(QUESTIONS, question.steps.select_related("by")),
        "crumbs": [(_("Questions to departments"), reverse("reports:questions"))],
    }
    return render(request, "reports/question.html", context, status=status)
