"""A Dask cluster gives the same bytes as one process, outlives a worker, and its end is told."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import numpy as np
import pytest
from tests.engine.allocation.conftest import make_rules, make_units

from keqiao.engine.allocation import allocate, sensitivity
from keqiao.executors import executor_at, opening_of
from keqiao.pieces import ExecutorError, LostExecutorError, in_pieces

distributed = pytest.importorskip("distributed")


def once_deadly(number: int, marker: str) -> int:
    """The square; whoever does the second piece first, dies of it."""
    if number == 1:
        try:
            os.close(os.open(marker, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            return number**2
        os.kill(os.getpid(), signal.SIGKILL)
    return number**2


@pytest.fixture(scope="module")
def cluster():
    """Two worker processes and a scheduler on this machine."""
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as local:
        yield local


def test_a_cluster_gives_the_same_bytes_and_outlives_a_worker(cluster, tmp_path: Path):
    rules = make_rules(pool=100, cap=30, sharing={"rule": "proportional", "above": 20})
    allocation = allocate(rules, make_units(rules, [90, 80, 75, 65], ["excellent", "good", "good", "pass"]))
    scores = np.random.default_rng(5).uniform(60, 100, (50_000, 4))
    with executor_at(cluster.scheduler_address) as executor:
        answers = list(in_pieces(executor, once_deadly, range(8), str(tmp_path / "died")))
        assert answers == [number**2 for number in range(8)]
        assert (tmp_path / "died").exists()
        spread = sensitivity(allocation, scores, executor=executor)
    assert spread == sensitivity(allocation, scores)


def test_a_scheduler_that_ends_is_told():
    local = distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, protocol="tcp", dashboard_address=None
    )
    with local, executor_at(local.scheduler_address) as executor:
        answers = in_pieces(executor, abs, range(-400, 0))
        assert next(answers) == 400
        local.close()
        with pytest.raises(LostExecutorError, match="was lost"):
            list(answers)


def test_where_nobody_answers_is_told(monkeypatch):
    monkeypatch.setattr("keqiao.executors.SECONDS_TO_CONNECT", 0.3)
    with (
        executor_at("tcp://127.0.0.1:9") as executor,
        pytest.raises(ExecutorError, match="Nobody answers at tcp://127"),
    ):
        list(in_pieces(executor, abs, range(3)))


@pytest.mark.parametrize(
    "address", ["tcp://", "http://host:80", "processes:0", "processes:many", "host:8786"]
)
def test_an_address_that_is_none_is_refused(address):
    with pytest.raises(ExecutorError, match="names no cluster"):
        opening_of(address)
    assert opening_of("") is None
