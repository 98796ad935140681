"""What decides the ranks of a run, computed in the background and stored: a finished run never changes."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import asdict
from typing import Any

import numpy as np
import polars as pl

from keqiao.engine.evaluation import DataError
from keqiao.engine.robustness import RobustnessError, Sensitivity
from keqiao.engine.robustness.sobol import Indices
from keqiao.web.accounts.actors import Actor
from keqiao.web.evaluations import computation, draws, frames
from keqiao.web.evaluations.drivers.analysis import FactorShares, RankDrivers, deciders
from keqiao.web.evaluations.drivers.questions import factor_questions
from keqiao.web.evaluations.models import Run
from keqiao.web.jobs import results
from keqiao.web.jobs.models import Job
from keqiao.web.site import stored_sentences

KIND = "evaluations.drivers"
FRAMES = ("without", "changes", "winner", "swaps", "thresholds")
SHARES = "shares.json"


def key_of(run: Run, period: str, basis: str) -> str:
    """Return what is asked: a run by its digest, a period and a basis."""
    return results.question(KIND, run=run.code, digest=run.digest, period=period, basis=basis)


def stored_drivers(run: Run, period: str, basis: str) -> RankDrivers | None:
    """Return what decides, as it was stored; None where it was not computed or the engine refused to.

    Raises NoResult where the scheme of the run can no longer be read.
    """
    stored = results.find(KIND, key_of(run, period, basis))
    return read(run, bytes(stored.content)) if stored is not None and stored.content else None


def is_asked(run: Run, period: str, basis: str) -> bool:
    """Whether it was computed, with a result or none."""
    return results.find(KIND, key_of(run, period, basis)) is not None


def ask(actor: Actor, run: Run, period: str, basis: str, back: str) -> Job:
    """Compute in the background what decides; the job leads to the address ``back``."""
    given = {"run_id": run.pk, "period": period, "basis": basis, "back": back}
    return results.ask(actor, KIND, key_of(run, period, basis), str(run), **given)


def store(run: Run, period: str, basis: str) -> None:
    """Compute what decides and keep it; nothing where a change of one part may not what the draws could."""
    try:
        content = written(deciders(run, period, basis))
    except (RobustnessError, DataError):
        content = b""
    results.store(KIND, key_of(run, period, basis), content)


def written(drivers: RankDrivers) -> bytes:
    """Return what decides as an archive of frames and figures."""
    shares = drivers.shares
    data: dict[str, Any] = {
        "sensitivity": _plain(shares.sensitivity) if shares.sensitivity is not None else None,
        "refusal": stored_sentences.wording_of(shares.refusal) if shares.refusal is not None else None,
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(SHARES, json.dumps(data))
        for name in FRAMES:
            archive.writestr(name, frames.packed(getattr(drivers, name)))
    return stream.getvalue()


def read(run: Run, content: bytes) -> RankDrivers:
    """Return what :func:`written` stored of a run."""
    scheme = computation.scheme_of(run.scheme)
    _drawn, factors = factor_questions(scheme, draws.specification(run, scheme).uncertainty)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        data = json.loads(archive.read(SHARES))
        tables: dict[str, pl.DataFrame] = {name: frames.unpacked(archive.read(name)) for name in FRAMES}
    sensitivity = _sensitivity(data["sensitivity"]) if data["sensitivity"] is not None else None
    refusal = stored_sentences.sentence(data["refusal"]) if data["refusal"] is not None else None
    return RankDrivers(FactorShares(tuple(factors), sensitivity, refusal), **tables)


def _plain(result: Sensitivity) -> dict[str, Any]:
    arrays = {"by_unit": result.by_unit, "shift": result.shift}
    plain = {
        name: {key: part.tolist() for key, part in asdict(each).items()} for name, each in arrays.items()
    }
    return {
        "factors": list(result.factors),
        "units": list(result.units),
        "of": result.of,
        "exact": result.exact,
        "evaluations": result.evaluations,
    } | plain


def _sensitivity(data: dict[str, Any]) -> Sensitivity:
    return Sensitivity(
        factors=tuple(data["factors"]),
        units=data["units"],
        of=data["of"],
        by_unit=_indices(data["by_unit"]),
        shift=_indices(data["shift"]),
        exact=data["exact"],
        evaluations=data["evaluations"],
    )


def _indices(data: dict[str, Any]) -> Indices:
    return Indices(**{name: np.array(values, dtype=float) for name, values in data.items()})
