"""Which home page a user gets, and what stands on it."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from keqiao.web.accounts.signing_in import throttles
from keqiao.web.dashboards import selectors
from keqiao.web.dashboards.dates import last_full_year
from keqiao.web.dashboards.deciding import waiting_decisions
from keqiao.web.dashboards.selectors import ToDo
from keqiao.web.evaluations import listings as evaluation_listings
from keqiao.web.evaluations import selectors as evaluations
from keqiao.web.evaluations.intervals import Certainty, certainty
from keqiao.web.evaluations.models import Run, RunTotal
from keqiao.web.facts.periods import Period
from keqiao.web.facts.selectors import figures_for
from keqiao.web.registry.models import Platform
from keqiao.web.registry.reminders.selectors import counts as due_counts
from keqiao.web.returns import selectors as returns

OWN_FIGURES = (
    "rd_headcount",
    "patents_invention",
    "incubated_firms",
    "incubated_revenue",
    "contract_amount",
    "self_financing_rate",
)
"""Figures on the home page of a platform."""


def kind_of(user: Any) -> str:
    """Return the home page of a user by what the roles allow: bureau, platform, auditor, cockpit, reader, expert
    or admin.
    """
    if user.has_right("evaluations.run"):
        return "bureau"
    if user.has_right("evaluations.view_drafts"):
        return "auditor"
    if user.scope_for("dashboards.view") == "own":
        return "platform"
    if user.has_right("evaluations.view") and user.scope_for("dashboards.view") == "all":
        return "cockpit"
    if user.has_right("dashboards.view"):
        return "reader"
    if user.has_right("evaluations.score"):
        return "expert"
    return "admin"


def context(user: Any, kind: str, day: Period) -> dict[str, Any]:
    """Return what the home page of a kind shows."""
    shared: dict[str, Any] = {"day": day}
    if kind == "platform":
        return shared | _platform(user, day)
    if kind in {"bureau", "auditor"}:
        runs = list(evaluations.visible_runs(user)[:8])
        shared |= {"runs": evaluation_listings.runs_table(runs) if runs else None, "latest": _latest(user)}
    if kind == "bureau":
        shared["todo"] = to_do(user)
    return shared | {"figures": selectors.headline_figures(user, day, brief=True)}


def to_do(user: Any) -> list[ToDo]:
    """Return what waits for the bureau: returns, decisions, what is overdue or due soon, runs that failed or wait,
    snapshots not evaluated, warnings, scheme drafts.
    """
    found = [*waiting_returns(user), *waiting_decisions(user), *due(user)]
    for run in selectors.unfinished_runs(user):
        tone = "bad" if run.state == Run.State.FAILED else "watch"
        text = _("Run %(run)s: %(state)s") % {"run": run, "state": run.get_state_display()}
        found.append(ToDo(text, run.get_absolute_url(), tone))
    for snapshot in selectors.snapshots_without_run(user):
        text = _("Snapshot %(snapshot)s has not been evaluated yet") % {"snapshot": snapshot}
        found.append(ToDo(text, f"{reverse('evaluations:new')}?snapshot={snapshot.pk}", "watch"))
    latest = evaluations.latest_run(user)
    if latest is not None and latest.warnings:
        text = _("Run %(run)s: warnings to look at: %(count)d") % {
            "run": latest,
            "count": len(latest.warnings),
        }
        found.append(ToDo(text, latest.get_absolute_url(), "watch"))
    for version in evaluations.visible_schemes(user).filter(status="draft")[:5]:
        found.append(
            ToDo(_("Scheme %(scheme)s is a draft") % {"scheme": version}, version.get_absolute_url(), "watch")
        )
    return found


def due(user: Any) -> list[ToDo]:
    """Return how many reminders of the registers are overdue and how many come due soon, each with its list."""
    counted = due_counts(user)
    address = reverse("registry:reminders")
    found = []
    if counted.overdue:
        text = _("Overdue: %(count)d") % {"count": counted.overdue}
        found.append(ToDo(text, f"{address}?light=bad", "bad"))
    if counted.soon:
        text = _("Due soon: %(count)d") % {"count": counted.soon}
        found.append(ToDo(text, f"{address}?light=watch", "watch"))
    return found


def waiting_returns(user: Any) -> list[ToDo]:
    """Return how many returns wait for a user: overdue, to fill in, to review, to lock, to unlock."""
    if not user.has_right("returns.view"):
        return []
    address = reverse("returns:home")
    today = timezone.localdate()
    counted = [
        (_("Returns overdue: %(count)d"), returns.late_forms(user, today), "bad"),
        (_("Returns to fill in: %(count)d"), returns.to_fill(user), "watch"),
        (_("Returns to review: %(count)d"), returns.to_review(user), "watch"),
        (_("Returns to lock: %(count)d"), returns.to_lock(user), "watch"),
        (_("Requests to unlock returns: %(count)d"), returns.to_unlock(user), "watch"),
    ]
    return [
        ToDo(words % {"count": count}, address, tone)
        for words, rows, tone in counted
        if (count := rows.count())
    ]


def _latest(user: Any) -> Run | None:
    return evaluations.latest_run(user)


def _platform(user: Any, day: Period) -> dict[str, Any]:
    """Return the own scorecards and figures of a platform's user."""
    run = evaluations.latest_run(user)
    own = selectors.own_platforms(user)
    year = last_full_year(day)
    yearly = {one.measure for one in selectors.headlines() if one.yearly}
    found = figures_for(user, OWN_FIGURES, [p.code for p in own], [day, year], yoy=True) if own else {}
    return {
        "todo": [*waiting_returns(user), *waiting_decisions(user), *due(user)],
        "cards": [_card(run, platform, totals_of(run)) for platform in own],
        "figures": [
            found[code, platform.code, period]
            for platform in own
            for code in OWN_FIGURES
            if (code, platform.code, period := year.code if code in yearly else day.code) in found
        ],
        "run": run,
    }


def totals_of(run: Run | None) -> list[RunTotal]:
    """Return the totals of the newest period of a run."""
    return [] if run is None else evaluations.totals(run, run.last_period, run.bases[0])


def _card(run: Run | None, platform: Platform, totals: list[RunTotal]) -> dict[str, Any]:
    """Return the scorecard of a platform in the newest run."""
    row = next((row for row in totals if row.platform_id == platform.pk), None)
    ranked = sum(row.rank is not None for row in totals)
    url = evaluation_listings.platform_url(run, platform.code) if run is not None and row is not None else ""
    sure = certainty_of(run) if row is not None else Certainty()
    return {
        "platform": platform,
        "row": row,
        "ranked": ranked,
        "url": url,
        "run": run,
        "span": sure.span(platform.code) if row is not None and row.rank is not None else "",
        "border": sure.is_border(platform.code),
        "certain": sure.told(platform.code),
    }


def certainty_of(run: Run | None) -> Certainty:
    """Return how sure the ranks of the newest period of a run are."""
    return Certainty() if run is None else certainty(run, run.last_period, run.bases[0])


def admin(user: Any) -> dict[str, Any]:
    """Return the places that an administrator works in; who administers security also reads of new alarms."""
    places = [
        ("accounts.view", "accounts:users", _("Users and roles")),
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
