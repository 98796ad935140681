"""Pages of cases of fault tolerance: the list, one case with what it does to a result, lessons, the rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import Actor, SignedInRequest
from keqiao.web.accounts.rules import Decision, decide
from keqiao.web.evaluations.context import crumbs
from keqiao.web.evaluations.selectors import RUN, VIEW
from keqiao.web.procedures.responses import answer, edition_in
from keqiao.web.site.lists import Filter, ListPage, ListView
from keqiao.web.site.tables import Table
from keqiao.web.tolerance import query, selectors, services, tables
from keqiao.web.tolerance.answers import Answer, answers_of, forbidding
from keqiao.web.tolerance.documents import RULES
from keqiao.web.tolerance.effect import effect_of
from keqiao.web.tolerance.history import history
from keqiao.web.tolerance.models import ToleranceCase
from keqiao.web.tolerance.procedure import CASES
from keqiao.web.tolerance.rights import APPEAL, DECIDE
from keqiao.web.tolerance.rulebook import ground_of, rules_of

MOST_EXPORTED = 5000
State = ToleranceCase.State


def way(case: ToleranceCase | None = None) -> list[tuple[str, str]]:
    """Return the way from the list of runs to a page of cases."""
    steps = [*crumbs(), (_("Fault tolerance"), reverse("tolerance:cases"))]
    return steps if case is None else [*steps, (case.code, case.get_absolute_url())]


class CaseList(ListView):
    """The cases the reader may see, newest first."""

    right = VIEW
    template_name = "tolerance/cases.html"
    export, file_name = "tolerance.export", "fault-tolerance"
    most_exported = MOST_EXPORTED
    orders: ClassVar = {
        "code": "code",
        "subject": "subject",
        "platform": "platform__code",
        "state": "state",
        "period": "period",
        "applied_at": "applied_at",
        "decided_at": "decided_at",
        "decided_by": "decided_by__display_name",
    }

    def filters(self) -> list[Filter]:
        """State, period, platform."""
        return query.filters(self.request.user)

    def rows(self, wanted: ListPage) -> QuerySet[ToleranceCase]:
        """The cases."""
        return selectors.visible_cases(self.request.user)

    def table(self, rows: Iterable[ToleranceCase]) -> Table:
        """Print them."""
        return tables.cases_table(rows)

    def context(self, wanted: ListPage, page: Page[ToleranceCase]) -> dict[str, Any]:
        """The rules, and whether the reader may open a case."""
        return {
            "may_open": _may_open(self.request.user),
            "rules": RULES.in_force(),
            "crumbs": crumbs(),
        }


@require_safe
@right_required(VIEW)
def lessons(request: SignedInRequest) -> HttpResponse:
    """What was learned from decided cases, without platforms: for everybody who reads evaluations."""
    context = {"lessons": tables.lessons(), "crumbs": way()}
    return render(request, "tolerance/lessons.html", context)


@require_safe
@right_required(VIEW)
def rules(request: SignedInRequest) -> HttpResponse:
    """The grounds and the negative list, each with its source."""
    known = RULES.in_force()
    context = {
        "rules": known,
        "lists": [
            (title, head, [(item, known.sources[item.source]) for item in items])
            for title, head, items in (
                (_("Grounds"), pgettext("case", "Ground"), known.grounds),
                (_("Negative list"), _("Item"), known.negative),
            )
        ],
        "crumbs": way(),
        "may_open": _may_open(request.user),
    }
    return render(request, "tolerance/rules.html", context)


@require_safe
@right_required(VIEW)
def case_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """One case: its story, the negative list, the steps, what it does to the newest result."""
    return show(request, selectors.case_of(request.user, pk))


def show(
    request: SignedInRequest,
    case: ToleranceCase,
    *,
    problems: list[str] | None = None,
    typed: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Answer with the page of a case; ``typed`` is what a refused form held."""
    user = request.user
    run = selectors.latest_run(user, case.scheme_code, case.period)
    version = selectors.version_for(case.scheme_code, run)
    nodes = selectors.nodes_of(version)
    decisions = CASES.possible(user, case)
    alive = case.state not in {State.REFUSED, State.WITHDRAWN}
    context = {
        "case": case,
        "status": CASES.status(case),
        "about": [
            (_("Platform"), case.platform),
            (_("Evaluation"), f"{case.period} {version.name if version else case.scheme_code}"),
            (_("Indicators touched"), _(", ").join(selectors.names_of(case, nodes)) or "—"),
            (pgettext("case", "Ground"), ground_of(case) or "—"),
            (_("Opened by"), case.applied_by),
        ],
        "answers": _shown_answers(case, typed or {}),
        "forbidding": forbidding(case),
        "files": list(case.files.all()),
        "entries": history(case),
        "effect": effect_of(user, case) if alive and case.indicators else None,
        "runs": selectors.runs_using(user, case),
        "decisions": decisions,
        "not_now": _not_now(user, case, decisions),
        "indicators": list(zip(case.indicators, selectors.names_of(case, nodes), strict=True)),
        "new_run": _new_run(user, case, run),
        "problems": problems or [],
        "typed": typed or {},
        "rules": rules_of(case),
        "light": tables.light_of(case),
        "crumbs": way(),
    }
    return render(request, "tolerance/case.html", context, status=status)


@require_POST
@right_required(DECIDE)
def check(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep what the bureau found."""
    data = request.POST
    answers = query.answers(data)

    def act() -> None:
        services.check(
            request.user,
            pk,
            data.get("findings", ""),
            answers,
            data.getlist("indicator"),
            since=edition_in(data),
        )

    typed = {
        "findings": data.get("findings", ""),
        "found": answers,
    }
    return _done(request, pk, act, _("The findings are kept; another officer decides."), typed)


@require_POST
@right_required(DECIDE)
def conclude(request: SignedInRequest, pk: int) -> HttpResponse:
    """Accept or refuse: ``verdict`` is accept or refuse."""
    verdict, reason = request.POST.get("verdict", ""), request.POST.get("reason", "")

    def act() -> None:
        if verdict not in {"accept", "refuse"}:
            raise ValidationError(_("Choose whether the case is accepted or refused."))
        services.conclude(
            request.user,
            pk,
            accepted=verdict == "accept",
            reason=reason,
            since=edition_in(request.POST),
        )

    sentence = _("The case is accepted.") if verdict == "accept" else _("The case is refused.")
    return _done(request, pk, act, sentence, {"reason": reason})


@require_POST
@right_required(APPEAL, DECIDE)
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a case back before it is decided."""
    reason = request.POST.get("reason", "")
    return _done(
        request,
        pk,
        lambda: services.withdraw(request.user, pk, reason),
        _("The case is withdrawn."),
        {"withdrawal": reason},
    )


@require_POST
@right_required(DECIDE)
def send_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give an application back to be completed."""
    reason, since = request.POST.get("reason", ""), edition_in(request.POST)
    return _done(
        request,
        pk,
        lambda: services.send_back(request.user, pk, reason, since=since),
        _("Sent back to be completed."),
        {"lacking": reason},
    )


@require_POST
@right_required(DECIDE)
def learn(request: SignedInRequest, pk: int) -> HttpResponse:
    """Note what others can learn from a decided case."""
    lesson, since = request.POST.get("lesson", ""), edition_in(request.POST)
    return _done(
        request,
        pk,
        lambda: services.learn(request.user, pk, lesson, since=since),
        _("Kept; every reader of evaluations can learn from it."),
        {"lesson": lesson},
    )


def _done(
    request: SignedInRequest, pk: int, act: Callable[[], None], done: str, typed: dict[str, Any]
) -> HttpResponse:
    """Do one step and answer by the contract of actions; what was typed stays beside the case as it is now."""

    def again(error: ValidationError, status: int) -> HttpResponse:
        case = selectors.case_of(request.user, pk)
        return show(request, case, problems=error.messages, typed=typed, status=status)

    return answer(request, act, done=done, to=reverse("tolerance:case", args=(pk,)), again=again)


def _shown_answers(case: ToleranceCase, typed: dict[str, Any]) -> list[Answer]:
    """Return the answers of a case, with what a refused form of findings held."""
    answers = typed.get("found")
    if answers is None:
        return answers_of(case)
    return [
        replace(answer, finding=answers[answer.item.code][0], finding_note=answers[answer.item.code][1])
        for answer in answers_of(case)
    ]


def _may_open(user: Actor) -> bool:
    """Whether the reader may open cases at all."""
    return bool(decide(user, APPEAL) or decide(user, DECIDE))


def _not_now(user: Actor, case: ToleranceCase, decisions: Mapping[str, Decision]) -> str:
    """Return why somebody who decides cases cannot take the next step; empty where they can, or it is not theirs."""
    action = {State.APPLIED: "check", State.CHECKED: "refuse"}.get(State(case.state))
    return decisions[action].reason if action and decide(user, DECIDE) else ""


def _new_run(user: Actor, case: ToleranceCase, run: Any) -> str:
    """Return the address that starts a new run with the case, for those who may; empty otherwise."""
    if case.state != State.ACCEPTED or run is None or not decide(user, RUN):
        return ""
    return f"{reverse('evaluations:new')}?snapshot={run.snapshot_id}&scheme={run.scheme_id}"
