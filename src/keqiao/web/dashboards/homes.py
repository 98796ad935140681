"""Which home page a user gets, and what stands on it."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from keqiao.periods import Period
from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.signing_in import throttles
from keqiao.web.dashboards import selectors
from keqiao.web.dashboards.dates import last_full_year
from keqiao.web.evaluations import listings as evaluation_listings
from keqiao.web.evaluations import selectors as evaluations
from keqiao.web.evaluations.intervals import certainty
from keqiao.web.evaluations.models import Run
from keqiao.web.facts.selectors import figures_for
from keqiao.web.funding.payments.workplace import entered_table, to_pay_table, workplace
from keqiao.web.grading.official_results import Place, official_gradings, places
from keqiao.web.grading.tables import span, why_url
from keqiao.web.procedures.declaration import ToDo
from keqiao.web.procedures.registry import waiting
from keqiao.web.registry.models import Platform
from keqiao.web.registry.reminders.selectors import counts as due_counts
from keqiao.web.registry.verification import selectors as verification
from keqiao.web.returns import selectors as returns
from keqiao.web.rulebooks.selectors import waiting_for

OWN_FIGURES = (
    "rd_headcount",
    "patents_invention",
    "incubated_firms",
    "incubated_revenue",
    "contract_amount",
    "self_financing_rate",
)
"""Figures on the home page of a platform."""


def kind_of(user: Actor) -> str:
    """Return the home page of a user by what the roles allow: bureau, platform, auditor, finance, cockpit, reader,
    expert or admin.
    """
    if user.has_right("evaluations.run"):
        return "bureau"
    if user.has_right("evaluations.view_drafts"):
        return "auditor"
    if user.scope_for("dashboards.view") == "own":
        return "platform"
    if user.has_right("funding.pay"):
        return "finance"
    if user.has_right("evaluations.view") and user.scope_for("dashboards.view") == "all":
        return "cockpit"
    if user.has_right("dashboards.view"):
        return "reader"
    if user.has_right("evaluations.score"):
        return "expert"
    return "admin"


def context(user: Actor, kind: str, day: Period) -> dict[str, Any]:
    """Return what the home page of a kind shows."""
    shared: dict[str, Any] = {"day": day}
    if kind == "platform":
        return shared | _platform(user, day)
    if kind == "finance":
        return shared | _finance(user)
    if kind in {"bureau", "auditor"}:
        runs = list(evaluations.visible_runs(user)[:8])
        shared |= {
            "runs": evaluation_listings.runs_table(runs) if runs else None,
            "latest": selectors.newest_run(user),
            "official_gradings": official_gradings(user)[:2],
        }
    if kind == "bureau":
        shared["todo"] = to_do(user)
    return shared | {"figures": selectors.headline_figures(user, day, brief=True)}


def _finance(user: Actor) -> dict[str, Any]:
    """Return the work of who pays: what is to be paid, what was entered today, what else waits."""
    work = workplace(user)
    return {
        "work": work,
        "to_pay": to_pay_table(work.to_pay),
        "entered": entered_table(work.entered),
        "todo": [*waiting(user), *waiting_proposals(user)],
    }


def to_do(user: Actor) -> list[ToDo]:
    """Return what waits for the bureau: returns, decisions, what is overdue or due soon, runs that failed or wait,
    years not evaluated, warnings, proposals of others about schemes and rules.
    """
    tasks = [
        *late_returns(user),
        *waiting(user),
        *waiting_proposals(user),
        *waiting_rows(user),
        *due(user),
    ]
    for run in selectors.unfinished_runs(user):
        tone = "bad" if run.state == Run.State.FAILED else "watch"
        text = _("Run %(run)s: %(state)s") % {"run": run, "state": run.get_state_display()}
        tasks.append(ToDo(text, run.get_absolute_url(), tone))
    for snapshot in selectors.snapshots_without_run(user):
        text = _("Snapshot %(snapshot)s has not been evaluated yet") % {"snapshot": snapshot}
        tasks.append(ToDo(text, f"{reverse('evaluations:new')}?snapshot={snapshot.pk}", "watch"))
    latest = selectors.newest_run(user)
    if latest is not None and latest.warnings:
        text = _("Run %(run)s: warnings to look at: %(count)d") % {
            "run": latest,
            "count": len(latest.warnings),
        }
        tasks.append(ToDo(text, latest.get_absolute_url(), "watch"))
    return tasks


def waiting_proposals(user: Actor) -> list[ToDo]:
    """Return the versions of documents that somebody else proposes to put into force or to retire."""
    return [
        ToDo(
            _("%(action)s: %(version)s, proposed by %(user)s")
            % {"action": proposal.action, "version": proposal.version, "user": proposal.proposed_by},
            f"{proposal.version.get_absolute_url()}#force",
            "watch",
        )
        for proposal in waiting_for(user)
    ]


def due(user: Actor) -> list[ToDo]:
    """Return how many reminders of the registers are overdue and how many come due soon, each with its list."""
    counted = due_counts(user)
    address = reverse("registry:reminders")
    to_do = []
    if counted.overdue:
        text = _("Overdue: %(count)d") % {"count": counted.overdue}
        to_do.append(ToDo(text, f"{address}?light=bad", "bad"))
    if counted.soon:
        text = _("Due soon: %(count)d") % {"count": counted.soon}
        to_do.append(ToDo(text, f"{address}?light=watch", "watch"))
    return to_do


def waiting_rows(user: Actor) -> list[ToDo]:
    """Return how many rows of registers wait for the verifier, and how many were sent back to their keeper."""
    address = reverse("registry:verification")
    to_do = []
    if waiting := verification.waiting_number(user):
        text = _("Rows of registers to verify: %(count)d") % {"count": waiting}
        to_do.append(ToDo(text, address, "watch"))
    if questioned := verification.questioned_number(user):
        text = _("Rows of registers sent back with a question: %(count)d") % {"count": questioned}
        to_do.append(ToDo(text, f"{address}?state=questioned", "bad"))
    return to_do


def late_returns(user: Actor) -> list[ToDo]:
    """Return how many returns are overdue."""
    count = returns.late_forms(user, timezone.localdate()).count() if user.has_right("returns.view") else 0
    if not count:
        return []
    return [ToDo(_("Returns overdue: %(count)d") % {"count": count}, reverse("returns:home"), "bad")]


def _platform(user: Actor, day: Period) -> dict[str, Any]:
    """Return the own scorecards and figures of a platform's user."""
    own = selectors.own_platforms(user)
    there = places(user, own) if own else {}
    year = last_full_year(day)
    yearly = {headline.measure for headline in selectors.headlines() if headline.yearly}
    figures = figures_for(user, OWN_FIGURES, [p.code for p in own], [day, year], yoy=True) if own else {}
    return {
        "todo": [
            *late_returns(user),
            *waiting(user),
            *waiting_rows(user),
            *due(user),
        ],
        "cards": [_card(user, platform, there.get(platform.pk)) for platform in own],
        "figures": [
            figures[code, platform.code, period]
            for platform in own
            for code in OWN_FIGURES
            if (code, platform.code, period := year.code if code in yearly else day.code) in figures
        ],
    }


def _card(user: Actor, platform: Platform, place: Place | None) -> dict[str, Any]:
    """Return the scorecard of a platform by what stands: decided, else in publicity."""
    if place is None or not user.has_right("evaluations.view"):
        return {"platform": platform, "line": None}
    line, stands = place.line, place.of
    return {
        "platform": platform,
        "line": line,
        "stands": stands,
        "ranked": stands.grading.lines.filter(rank__isnull=False).count(),
        "span": span(line) if line.rank is not None else "",
        "certain": certainty(stands.grading.run, stands.period, stands.grading.basis).sentence(platform.code),
        "url": why_url(stands.grading, line),
    }


def admin(user: Actor) -> dict[str, Any]:
    """Return the places that an administrator works in; who administers security also reads of new alarms."""
    places = [
        ("accounts.view", "administration:users", _("Users and roles")),
        ("audit.view", "audit:log", _("Audit log")),
    ]
    links = []
    for right, name, label in places:
        try:
            address = reverse(name)
        except NoReverseMatch:
            continue
        if user.has_right(right):
            links.append((label, address))
    return {"links": links, "alarms": throttles.new_alarms() if user.has_right("accounts.roles") else 0}
