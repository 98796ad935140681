"""Reading cases of fault tolerance and the results they are about, as far as a reader may see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Q, QuerySet, When
from django.http import Http404

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import decide
from keqiao.web.evaluations import computation, selectors
from keqiao.web.evaluations.models import Run, SchemeVersion
from keqiao.web.evaluations.reading import SchemeNode, scheme_nodes
from keqiao.web.facts.models import Evidence, EvidenceUse, Fact
from keqiao.web.registry.models import Platform
from keqiao.web.tolerance.models import ToleranceCase
from keqiao.web.tolerance.rights import APPEAL, DECIDE


def visible_cases(user: Actor) -> QuerySet[ToleranceCase]:
    """Return the cases that `user` may see, with the people and the platform they name."""
    return ToleranceCase.objects.visible_to(user).select_related(
        "platform", "applied_by", "checked_by", "decided_by"
    )


def case_of(user: Actor, pk: int) -> ToleranceCase:
    """Return a case that `user` may see. Raises Http404."""
    case = visible_cases(user).filter(pk=pk).first()
    if case is None:
        raise Http404
    return case


def platforms_for(user: Actor) -> list[Platform]:
    """Return the platforms that `user` may open a case for: all, or those of the own unit."""
    rows = Platform.objects.current().select_related("unit", "organisation").order_by("code")
    if decide(user, DECIDE):
        return list(rows)
    return list(rows.filter(unit_id=user.unit_id)) if decide(user, APPEAL) and user.unit_id else []


def files_for(user: Actor, platform: Platform) -> QuerySet[Evidence]:
    """Return the stored files that `user` may attach to a case of a platform: own uploads and those that the platform
    uses already, so that no case opens a file of another platform.
    """
    used = EvidenceUse.objects.filter(platform=platform).values("evidence")
    facts = Fact.evidence.through.objects.filter(fact__platform=platform).values("evidence")
    mine = Q(uploaded_by=user) | Q(pk__in=used) | Q(pk__in=facts)
    return Evidence.objects.visible_to(user).filter(mine)


@dataclass(frozen=True)
class EvaluatedPeriod:
    """A period of an indicator system that was evaluated, and the newest finished run that says so."""

    scheme_code: str
    period: str
    run: Run

    @property
    def key(self) -> str:
        """How forms and addresses name it."""
        return f"{self.scheme_code}:{self.period}"

    def __str__(self) -> str:
        return f"{self.period} {self.run.scheme.name}"


def results(user: Actor) -> list[EvaluatedPeriod]:
    """Return what was evaluated as far as `user` may see it, the newest period first, trials left out; two queries."""
    runs = _no_trials(selectors.visible_runs(user))
    newest: dict[tuple[str, str], int] = {}
    for pk, code, periods in runs.order_by("-finished_at", "-pk").values_list(
        "pk", "scheme__code", "periods"
    ):
        for period in periods:
            newest.setdefault((code, period), pk)
    by_key = runs.in_bulk(set(newest.values()))
    evaluated = [EvaluatedPeriod(code, period, by_key[pk]) for (code, period), pk in newest.items()]
    return sorted(evaluated, key=lambda period: (period.period, period.run.pk), reverse=True)


def _no_trials(runs: QuerySet[Run]) -> QuerySet[Run]:
    """Narrow runs to finished ones by a scheme that is no draft."""
    return runs.filter(state=Run.State.DONE).exclude(scheme__status=SchemeVersion.Status.DRAFT)


def latest_run(user: Actor, scheme_code: str, period: str) -> Run | None:
    """Return the newest finished run of an indicator system that evaluates `period`, as far as `user` may see it; no
    trial by a draft.
    """
    runs = _no_trials(selectors.visible_runs(user)).filter(scheme__code=scheme_code)
    return _first_with(runs.order_by("-finished_at", "-pk"), period)


def first_run(scheme_code: str, period: str) -> Run | None:
    """Return the oldest released run that evaluates `period`: with it the time to apply begins, since before it no
    platform knows a result.
    """
    runs = Run.objects.released().filter(scheme__code=scheme_code)
    return _first_with(runs.order_by("finished_at", "pk"), period)


def _first_with(runs: QuerySet[Run], period: str) -> Run | None:
    """Return the first of the runs that evaluates a period, however many there are."""
    for pk, periods in runs.values_list("pk", "periods"):
        if period in periods:
            return runs.get(pk=pk)
    return None


def version_for(scheme_code: str, run: Run | None) -> SchemeVersion | None:
    """Return the scheme version whose tree a case chooses from: that of the run, else the newest of its code in force;
    where none is, its newest draft.
    """
    if run is not None:
        return run.scheme
    versions = SchemeVersion.objects.filter(code=scheme_code).exclude(status=SchemeVersion.Status.RETIRED)
    in_force = Case(When(status=SchemeVersion.Status.VALID, then=0), default=1)
    return versions.order_by(in_force, "-uploaded_at", "-pk").first()


def nodes_of(version: SchemeVersion | None) -> Sequence[SchemeNode]:
    """Return the nodes of a scheme version, parents before children; none where its text is no scheme any more."""
    if version is None:
        return ()
    try:
        return scheme_nodes(computation.scheme_of(version))
    except computation.NoResult:
        return ()


def choosable(nodes: Sequence[SchemeNode]) -> list[SchemeNode]:
    """Return the nodes that a case may name: indicators, and groups of them below the first level."""
    return [node for node in nodes if node.is_leaf or node.depth > 0]


def leaves(nodes: Sequence[SchemeNode], codes: Iterable[str]) -> set[str]:
    """Return the codes of the indicators at or below the nodes named."""
    wanted, codes_below = set(codes), set()
    for node in nodes:  # parents come before children
        if node.code in wanted or node.parent in wanted:
            wanted.add(node.code)
            if node.is_leaf:
                codes_below.add(node.code)
    return codes_below


def without_children(nodes: Sequence[SchemeNode], codes: Iterable[str]) -> list[str]:
    """Return the codes in the order of the scheme, without those that a group among them holds already."""
    wanted, kept = set(codes), []
    inside: set[str] = set()
    for node in nodes:
        if node.parent in wanted or node.parent in inside:
            inside.add(node.code)
        elif node.code in wanted:
            kept.append(node.code)
    return kept


def names_of(case: ToleranceCase, nodes: Sequence[SchemeNode]) -> list[str]:
    """Return the indicators of a case as pages write them: code and name; those that are gone by their code."""
    names = {node.code: node.name for node in nodes}
    return [f"{code} {names[code]}" if code in names else code for code in case.indicators]


def runs_using(user: Actor, case: ToleranceCase) -> list[Run]:
    """Return the runs that took the case in, newest first, as far as `user` may see them."""
    runs = selectors.visible_runs(user).filter(scheme__code=case.scheme_code)
    if case.decided_at is None:
        return []
    taken = [
        pk
        for pk, cases in runs.order_by("-pk").values_list("pk", "options__tolerance")
        if case.code in _codes(cases)
    ]
    by_key = runs.in_bulk(taken)
    return [by_key[pk] for pk in taken]


def cases_in(run: Run) -> list[str]:
    """Return the codes of the cases that a run took in."""
    return _codes(run.options.get("tolerance"))


def _codes(cases: Iterable[Mapping[str, Any]] | None) -> list[str]:
    return [str(case["case"]) for case in cases or ()]


def taken_in(user: Actor, run: Run, platform: str, period: str) -> list[ToleranceCase]:
    """Return the cases of a platform that a run took in for a period and that `user` may open; no query for runs
    without cases.
    """
    codes = [
        case["case"]
        for case in run.options.get("tolerance", ())
        if (case["unit"], case["period"]) == (platform, period)
    ]
    return list(ToleranceCase.objects.visible_to(user).filter(code__in=codes)) if codes else []


def waiting(case: ToleranceCase, run: Run) -> int:
    """Return how many other accepted cases of the period the run does not have; a new run takes them in as well."""
    others = ToleranceCase.objects.filter(
        state=ToleranceCase.State.ACCEPTED, scheme_code=case.scheme_code, period__in=run.periods
    ).exclude(pk=case.pk)
    return len(set(others.values_list("code", flat=True)) - set(cases_in(run)))
