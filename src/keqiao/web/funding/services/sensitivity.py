"""How sure the amounts of a proposal are: the draws of its run given to its rules. Kept once, append-only."""

from __future__ import annotations

from typing import Any

import numpy as np
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from keqiao.engine.allocation import AllocationError, AllocationRules, sensitivity
from keqiao.engine.allocation.rules import Optimised
from keqiao.engine.evaluation import DataError
from keqiao.engine.robustness import RobustnessError, robustness
from keqiao.language import Message, message
from keqiao.web.accounts.models import User
from keqiao.web.accounts.rules import require
from keqiao.web.audit import services as audit
from keqiao.web.evaluations import computation as evaluation
from keqiao.web.evaluations import draws as drawing
from keqiao.web.evaluations import evidence, selectors
from keqiao.web.evaluations.models import Run
from keqiao.web.funding import computation, rulebook
from keqiao.web.funding.documents import PARAMETERS
from keqiao.web.funding.models import Proposal, ProposalSensitivity
from keqiao.web.funding.refusals import FundingRefused
from keqiao.web.funding.rights import PLAN
from keqiao.web.jobs import results
from keqiao.web.jobs.executors import current_executor
from keqiao.web.jobs.models import Job
from keqiao.web.rulebooks.in_force import noted
from keqiao.web.rulebooks.texts import keep as keep_texts
from keqiao.web.site.stored_sentences import wording_of

KIND = "funding.draw"
"""The background work, and its act in the audit log."""


def question_of(proposal: Proposal) -> str:
    """Return what is asked: a proposal by its digest."""
    return results.question(KIND, proposal=proposal.pk, digest=proposal.digest)


def queue(actor: User, proposal: Proposal) -> Job:
    """Draw in the background, or return the job of the actor that is at it. Raises PermissionDenied."""
    require(actor, PLAN)
    label = f"{proposal.pool} {proposal}"
    return results.ask(actor, KIND, question_of(proposal), label, proposal_id=proposal.pk)


def keep(actor: User, proposal: Proposal) -> ProposalSensitivity:
    """Draw what is uncertain in the run, share out the money in each draw and keep what came of it.

    A reason why nothing can be drawn is kept too. Raises PermissionDenied, FundingRefused where the run's scheme
    cannot be read any more.
    """
    require(actor, PLAN)
    stored = ProposalSensitivity.objects.filter(proposal=proposal).first()
    if stored is not None:
        return stored
    with noted() as documents:
        fields = _drawn(proposal)
    try:
        with transaction.atomic():
            keep_texts(documents)
            kept = ProposalSensitivity.objects.create(
                proposal=proposal, made_by=actor, documents=documents, **fields
            )
            detail = {"proposal": proposal.number, "draws": kept.draws, "seed": kept.seed}
            audit.record(actor, KIND, proposal.pool, detail)
        return kept
    except IntegrityError:
        return ProposalSensitivity.objects.get(proposal=proposal)


def _drawn(proposal: Proposal) -> dict[str, Any]:
    rules, given = rulebook.rules_of(proposal.rules), PARAMETERS.in_force()
    draws = given.draws_optimised if isinstance(rules.sharing, Optimised) else given.draws
    ground = proposal.input["ground"]
    run = Run.objects.select_related("scheme").get(code=ground["run"])
    about = {"draws": draws, "seed": run.seed, "interval": given.interval}
    try:
        computed = computation.computed(rules, proposal.input, proposal.amount)
        scores, places = _draws(run, ground, proposal.input["units"], rules, draws)
        result = sensitivity(
            computed.allocation,
            scores,
            places if rules.reads_grades else None,
            list(rules.grades),
            interval=given.interval,
            executor=current_executor(),
        )
    except RobustnessError as error:
        return about | {"refusal": [wording_of(error.message)]}
    except DataError as error:
        return about | {"refusal": [wording_of(problem.message) for problem in error.errors[:20]]}
    except AllocationError as error:
        return about | {"refusal": [wording_of(problem.message) for problem in error.findings[:20]]}
    except evaluation.NoResult as error:
        raise FundingRefused(_("The run of the proposal cannot be read any more.")) from error
    rows = [
        {
            "platform": unit["platform"],
            "differs": result.differs[at],
            "low": f"{result.low[at]:.2f}",
            "high": f"{result.high[at]:.2f}",
            "least": f"{result.least[at]:.2f}",
            "most": f"{result.most[at]:.2f}",
        }
        for at, unit in enumerate(proposal.input["units"])
    ]
    return about | {"impossible": result.impossible, "rows": rows}


def _draws(
    run: Run, ground: dict[str, Any], units: list[dict[str, Any]], rules: AllocationRules, draws: int
) -> tuple[Any, Any]:
    """Scores and places among the rules' grades, draws × units of the proposal.

    Scores are rounded as the scheme rounds totals. A grade that does not come from points alone (start-up
    protection, a veto, one changed in the consultation) stays as it was decided.
    """
    scheme = evaluation.scheme_of(run.scheme)
    kept = selectors.stored_frames(run, *evaluation.INPUTS)
    by = drawing.specification(run, scheme)
    robust = robustness(
        scheme,
        evaluation.panel_of(kept),
        by.uncertainty,
        draws=draws,
        seed=run.seed,
        executor=current_executor(),
        period=ground["period"],
        basis=ground["basis"],
        evidence=evidence.kept_with(kept, ground["period"], ground["basis"]),
    )
    at = {code: place for place, code in enumerate(robust.units)}
    missing = [unit["code"] for unit in units if unit["code"] not in at]
    if missing:
        raise RobustnessError(_missing(missing))
    columns = [at[unit["code"]] for unit in units]
    totals, grades = robust.drawn(draws)
    scores = totals[:, columns]
    if scheme.ranking.decimals is not None:
        scores = np.round(scores, scheme.ranking.decimals)
    own = [None if unit["score"] is None else float(unit["score"]) for unit in units]
    scores = np.where(np.isnan(scores), [np.nan if value is None else value for value in own], scores)
    known = list(rules.grades)
    words = [
        computation.grade_word(rules, unit["grade"], unit["grade_zh"], unit["grade_en"]) for unit in units
    ]
    names = {name.zh: code for code, name in rules.grades.items()}
    nominal = np.array([_place(known, names, word) for word in words])
    if grades is None:
        return scores, np.broadcast_to(nominal, scores.shape)
    table = np.array([_place(known, names, code) for code in robust.replicator.grades] + [-1])
    drawn = table[grades[:, columns]]
    return scores, np.where((drawn < 0) | _held(run, ground, units)[None, :], nominal[None, :], drawn)


def _place(known: list[str], names: dict[str, str], word: str | None) -> int:
    code = names.get(word or "", word)
    return known.index(code) if code in known else -1


def _held(run: Run, ground: dict[str, Any], units: list[dict[str, Any]]) -> Any:
    """Which grades do not follow the points: another than computed, a veto, a yardstick of its own."""
    rows = run.totals.filter(period=ground["period"], basis=ground["basis"])
    totals = {row.platform_id: row for row in rows}
    held = []
    for unit in units:
        row = totals.get(unit["platform"])
        held.append(row is None or bool(row.veto) or not row.grade_code or row.grade_code != unit["grade"])
    return np.array(held, dtype=np.bool_)


def _missing(codes: list[str]) -> Message:
    return message("The data has no unit {names}.", names="、".join(codes[:20]))
