"""What the pages of a run share: the run as far as the reader may see it, the period and basis shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor, SignedInRequest
from keqiao.web.evaluations import selectors
from keqiao.web.evaluations.models import Run
from keqiao.web.evaluations.pictures import ChartOrigin
from keqiao.web.evaluations.platform_names import PlatformNames
from keqiao.web.evaluations.reading import RunReading


@dataclass(frozen=True)
class Choice:
    """A period or basis that the reader may switch to."""

    value: str
    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class RunContext:
    """A finished run as a page shows it."""

    run: Run
    reading: RunReading
    names: PlatformNames

    @property
    def origin(self) -> ChartOrigin:
        """What charts say of where their figures come from."""
        source = _("Evaluation run %(run)s, snapshot %(snapshot)s") % {
            "run": self.run.code,
            "snapshot": self.run.snapshot.code,
        }
        return ChartOrigin(source, self.reading.period)


def open_run(request: SignedInRequest, code: str) -> Run:
    """Return the run if the reader may see it. Raises Http404."""
    run = selectors.visible_runs(request.user).filter(code=code).first()
    if run is None:
        raise Http404
    return run


def page_of_run(request: SignedInRequest, run: Run) -> RunContext:
    """Return the result for the period and basis in the address (what the run does not have falls back
    to its first).
    """
    period = request.GET.get("period", "")
    basis = request.GET.get("basis", "")
    reading = selectors.reading(
        run,
        period if period in run.periods else run.last_period,
        basis if basis in run.bases else run.bases[0],
    )
    return seen_by(request.user, run, reading)


def seen_by(user: Actor, run: Run, reading: RunReading) -> RunContext:
    """Return a result as far as a reader may see it: where platforms are hidden, nothing of them is left in it."""
    names = selectors.names_for(user, reading.totals)
    return RunContext(run, reading.only(names.by_code) if names.hides else reading, names)


def switches(request: HttpRequest, run: Run, period: str, basis: str) -> dict[str, list[Choice]]:
    """Return the periods and bases to choose from; empty where there is only one."""
    choices: dict[str, list[Choice]] = {"periods": [], "bases": []}
    labels = dict(Run.Basis.choices)
    if len(run.periods) > 1:
        choices["periods"] = [
            Choice(code, code, _with(request, "period", code), code == period) for code in sorted(run.periods)
        ]
    if len(run.bases) > 1:
        choices["bases"] = [
            Choice(code, str(labels[code]), _with(request, "basis", code), code == basis)
            for code in run.bases
        ]
    return choices


def _with(request: HttpRequest, key: str, value: str) -> str:
    """Return the page's address with one part changed."""
    query = request.GET.copy()
    query[key] = value
    return f"{request.path}?{query.urlencode()}"


def run_context(request: HttpRequest, page: RunContext) -> dict[str, Any]:
    """Return what every page of a finished run shows."""
    return {
        "run": page.run,
        "reading": page.reading,
        "hides": page.names.hides,
        "tells_parts": page.names.tells_parts,
        **switches(request, page.run, page.reading.period, page.reading.basis),
    }


def crumbs(run: Run | None = None) -> list[tuple[str, str]]:
    """Return the way from the list of runs to a page below it."""
    way = [(_("Evaluation runs"), reverse("evaluations:runs"))]
    if run is not None:
        way.append((str(run), run.get_absolute_url()))
    return way
