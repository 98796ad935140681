"""What the page of a grading shows, and showing it with a form that was refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from keqiao.engine.schemes import Scheme
from keqiao.web.accounts.actors import Actor, SignedInRequest
from keqiao.web.evaluations import computation
from keqiao.web.evaluations.context import crumbs as evaluation_crumbs
from keqiao.web.grading import material, tables
from keqiao.web.grading.documents import PARAMETERS
from keqiao.web.grading.forms import GradingReasonForm, PublicityForm, Styled
from keqiao.web.grading.history import gaps_of, history
from keqiao.web.grading.loose_ends import cases_in_words, cases_without_a_run
from keqiao.web.grading.models import Grading
from keqiao.web.grading.next_steps import waiting_for
from keqiao.web.grading.objections import OBJECTIONS, objection_of
from keqiao.web.grading.procedure import GRADINGS
from keqiao.web.grading.reader_view import Seen, seen
from keqiao.web.grading.selectors import ENDED, objections
from keqiao.web.procedures.responses import CHANGED, answer
from keqiao.web.rulebooks.selectors import used_documents


def crumbs(grading: Grading | None = None) -> list[tuple[str, str]]:
    """Return the way from the runs over the list of gradings to a page below it."""
    way = [*evaluation_crumbs(), (_("Gradings"), reverse("grading:gradings"))]
    if grading is not None:
        way.append((str(grading), grading.get_absolute_url()))
    return way


def scheme_of(grading: Grading) -> Scheme:
    """Return the scheme of the run that a grading stands on."""
    return computation.scheme_of(grading.run.scheme)


def about(user: Actor, grading: Grading, visible: Seen) -> list[tuple[str, Any]]:
    """Return what a grading stands on, as terms and texts."""
    entries: list[tuple[str, Any]] = [
        (_("Run"), shown_link(grading.run.get_absolute_url(), str(grading.run))),
        (_("Scheme"), shown_link(grading.run.scheme.get_absolute_url(), str(grading.run.scheme))),
        (_("Period"), grading.period),
        (_("Basis"), dict(grading.run.Basis.choices)[grading.basis]),
        *([(_("Why not verified values"), grading.basis_reason)] if grading.basis_reason else []),
        (_("Publicity"), tables.publicity_of(grading)),
    ]
    gaps = gaps_of(grading)
    if gaps:
        entries.append((_("Missing figures"), gaps))
    entries += used_documents(user, grading.documents)
    if visible.inside:
        entries += [(_("Begun by"), str(grading.created_by)), (_("Decided by"), grading.final_by or "")]
    if grading.replaces is not None:
        earlier = grading.replaces
        entries.append((_("Puts right"), shown_link(earlier.get_absolute_url(), str(earlier))))
    later = grading.replaced_by.filter(state=Grading.State.FINAL).first()
    if later is not None:
        entries.append((_("Put right by"), shown_link(later.get_absolute_url(), str(later))))
    return entries


def shown_link(address: str, text: str) -> Any:
    """Return a link with its text escaped."""
    return format_html('<a href="{}">{}</a>', address, text)


def show(
    request: SignedInRequest, pk: int, *, status: int = 200, problems: list[str] | None = None, **forms: Any
) -> HttpResponse:
    """Answer with the page of a grading; ``forms``: those that came back with errors, by name. Raises Http404."""
    visible = seen(request.user, pk)
    grading = visible.grading
    user: Actor = request.user
    may = GRADINGS.possible(user, grading)
    objecting = {"object": OBJECTIONS.decide(user, objection_of(user, grading), "object")}
    scheme = scheme_of(grading)
    listed = list(objections(request.user, grading))
    own = [
        (line, tables.remarks(visible, scheme, line), tables.span(line), tables.why_url(grading, line))
        for line in visible.own_lines
    ]
    context = {
        "grading": grading,
        "found": visible,
        "status": GRADINGS.status(grading),
        "tone": Grading.State.tone_of(grading.state),
        "crumbs": crumbs(),
        "about": about(request.user, grading, visible),
        "table": tables.grades_table(visible, scheme),
        "own": own,
        "quotas": material.quota_sentences(visible, scheme) if visible.full else [],
        "objections": tables.objections_table(listed) if listed else None,
        "may": {action: bool(decision) for action, decision in (may | objecting).items()},
        "works": any(may.values()),
        "not_now": [
            *GRADINGS.not_now(user, may, may),
            *OBJECTIONS.not_now(user, objecting, objecting),
        ],
        "publicity": PublicityForm(),
        "withdrawal": GradingReasonForm(),
        "least_days": PARAMETERS.in_force().publicity_days,
        "entries": history(grading) if visible.inside else [],
        "waiting": waiting_for(grading) if visible.inside else [],
        "loose_cases": _loose_cases(grading, visible),
        "problems": problems or [],
    }
    return render(request, "grading/grading.html", context | forms, status=status)


def _loose_cases(grading: Grading, visible: Seen) -> str:
    """Tell the bureau of accepted cases that the run of a grading under way does not have."""
    if not visible.inside or grading.state in ENDED:
        return ""
    return cases_in_words(cases_without_a_run(grading))


def answered(
    request: SignedInRequest,
    act: Callable[[], object],
    page: Callable[..., HttpResponse],
    *,
    done: str,
    to: Any,
    **forms: Styled,
) -> HttpResponse:
    """Do one step and answer by the contract of actions; ``page(status=…, problems=…, **forms)`` is the page again.

    What a service refuses stands beside its field; that somebody was faster stands above the page as it is now.
    """

    def again(error: ValidationError, status: int) -> HttpResponse:
        if status == CHANGED or not forms:
            return page(status=status, problems=error.messages, **forms)
        for form in forms.values():
            form.refuse(error)
        return page(status=status, problems=[], **forms)

    return answer(request, act, done=done, to=to, again=again)
