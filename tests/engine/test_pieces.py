"""Work in pieces: the same answers whoever does them, also where a process dies or a reader stops."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import polars as pl
import pytest

from keqiao.engine.efficiency import bootstrap, malmquist
from keqiao.engine.eligibility import SupportProgramme, candidates, fit, fit_all, judge
from keqiao.pieces import AHEAD, ExecutorError, LostExecutorError, done_elsewhere, in_pieces, versions


def doubled(number: int, home: int) -> int:
    """Twice the number; the seventh takes the process with it that is not at home."""
    if number == 7 and os.getpid() != home:
        os.kill(os.getpid(), signal.SIGKILL)
    return 2 * number


class Recording(ThreadPoolExecutor):
    """Threads that count what was handed to them."""

    handed = 0

    def submit(self, *arguments, **options):
        self.handed += 1
        return super().submit(*arguments, **options)


class Lost(Executor):
    """A cluster whose scheduler is gone: whatever was handed in is cancelled."""

    def submit(self, *arguments, **options):
        future: Future[int] = Future()
        future.cancel()
        return future


def test_a_process_that_dies_changes_nothing():
    home = os.getpid()
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as processes:
        answers = list(in_pieces(processes, doubled, range(30), home))
    assert answers == [2 * number for number in range(30)]


def test_who_stops_reading_takes_back_what_has_not_begun():
    begun, gate = [], threading.Event()

    def work(number: int) -> int:
        begun.append(number)
        if number:
            gate.wait(10)
        return number

    with Recording(2) as threads:
        answers = in_pieces(threads, work, range(10_000))
        assert next(answers) == 0
        assert threads.handed <= AHEAD
        answers.close()
        gate.set()
    assert len(begun) < 10


def test_a_lost_cluster_is_told():
    with pytest.raises(LostExecutorError, match="was lost"):
        list(in_pieces(Lost(), doubled, range(3), 0))
    assert list(in_pieces(Lost(), doubled, [5], 0)) == [10], "a single piece is done here"


def test_a_worker_with_other_versions_is_refused():
    other = tuple(name.replace("numpy ", "numpy 0.") for name in versions())
    with pytest.raises(ExecutorError, match="numpy 0"):
        done_elsewhere(other, doubled, 1, 0)


@pytest.fixture(scope="module")
def threads():
    """An executor that mixes up who is done first."""
    with ThreadPoolExecutor(3) as executor:
        yield executor


def test_efficiency_is_the_same_with_an_executor(threads):
    draw = np.random.default_rng(3)
    periods = [(draw.uniform(1, 9, (12, 2)), draw.uniform(1, 9, (12, 1))) for _ in range(3)]
    x, y = periods[0]
    alone, other = (bootstrap(x, y, replicates=120, executor=executor) for executor in (None, threads))
    np.testing.assert_array_equal(alone.replicates, other.replicates)
    inputs, outputs = zip(*periods, strict=True)
    alone, other = (malmquist(inputs, outputs, executor=executor) for executor in (None, threads))
    for name in ("index", "pure_change", "scale_change", "earlier_after", "later_before", "status"):
        np.testing.assert_array_equal(getattr(alone, name), getattr(other, name))


def test_eligibility_is_the_same_in_pieces(threads, monkeypatch):
    monkeypatch.setattr(candidates, "PIECE", 30)
    programme = SupportProgramme.model_validate(
        {
            "programme": 1,
            "code": "p",
            "version": "1",
            "name": "p",
            "issuer": "某市",
            "measures": [{"code": code, "name": code} for code in ("staff", "funds")],
            "conditions": [
                {"code": "a", "name": "a", "when": "staff >= 20 or funds >= 300"},
                {"code": "b", "name": "b", "when": "funds >= 100"},
            ],
        }
    )
    draw = np.random.default_rng(7)
    figures = {
        code: draw.integers(0, most, 200).astype(float) for code, most in (("staff", 40), ("funds", 400))
    }
    subjects = pl.DataFrame({"unit": [str(at) for at in range(200)], **figures}).with_columns(
        pl.when(pl.col("staff") > 35).then(None).otherwise(pl.col("funds")).alias("funds")
    )
    whole = fit(judge(programme, subjects), together=True)
    for executor in (None, threads):
        pieces = fit_all(programme, subjects, together=True, executor=executor)
        assert (pieces.met, pieces.near, pieces.missed, pieces.unknown) == (
            whole.met,
            whole.near,
            whole.missed,
            whole.unknown,
        )
        assert pieces.settling == whole.settling
        assert pieces.distances.of_row == whole.distances.of_row
        assert pieces.distances.judgement.frame.equals(whole.distances.judgement.frame)
