"""Heavy work on a Dask cluster of two hosts: the same bytes, how much quicker by workers, and what small work pays.

    python benchmarks/cluster.py [--quick]

Where `ip netns` is permitted two hosts are made, network namespaces with a cable between them (10.77.0.1 and .2):
the scheduler, the caller and every second worker on one, the others on the other. Elsewhere all are processes of this
host, and that is said. Measured is the bootstrap of efficiency scores (independent programmes, in pieces of 50
replicates) by one process and by 1, 2 and 4 workers; then 2 pieces that take no time, and the first connection. More
workers than cores cannot make it quicker: the bound is printed.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from keqiao.engine.efficiency import bootstrap
from keqiao.executors import executor_at
from keqiao.pieces import in_pieces

HOSTS = {"keqiao-a": "10.77.0.1", "keqiao-b": "10.77.0.2"}
WORKERS = (1, 2, 4)
DASK = str(Path(sys.executable).with_name("dask"))


def main() -> None:
    """Make the hosts, measure on the first of them, take them away."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--here", nargs=2, metavar=("FIRST", "SECOND"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.here:
        measure(given.here, given.quick)
        return
    with ExitStack() as stack:
        try:
            stack.enter_context(hosts())
        except (OSError, subprocess.CalledProcessError):
            print("network namespaces are not permitted here: all workers are processes of this host")
            measure(["", ""], given.quick)
            return
        print(f"two hosts as network namespaces: {HOSTS}")
        words = [sys.executable, __file__, "--here", *HOSTS, *(["--quick"] if given.quick else [])]
        subprocess.run(on("keqiao-a", words), check=True)


@contextmanager
def hosts() -> Iterator[None]:
    """Two network namespaces with a cable between them. Raises CalledProcessError where that is not permitted."""

    def ip(*words: str) -> None:
        subprocess.run(["ip", *words], check=True, capture_output=True)

    try:
        for name in HOSTS:
            ip("netns", "add", name)
        ip(
            "link",
            "add",
            "kq-a",
            "netns",
            "keqiao-a",
            "type",
            "veth",
            "peer",
            "name",
            "kq-b",
            "netns",
            "keqiao-b",
        )
        for name, address in HOSTS.items():
            device = f"kq-{name[-1]}"
            ip("-n", name, "addr", "add", f"{address}/24", "dev", device)
            ip("-n", name, "link", "set", device, "up")
            ip("-n", name, "link", "set", "lo", "up")
        yield
    finally:
        for name in HOSTS:
            subprocess.run(["ip", "netns", "del", name], check=False, capture_output=True)


def on(host: str, words: list[str]) -> list[str]:
    """The command on a host; on this one where there is no other."""
    return ["ip", "netns", "exec", host, *words] if host else words


@contextmanager
def cluster(names: list[str], workers: int) -> Iterator[str]:
    """A scheduler on the first host and workers on both, in turn; gives the address."""
    first, second = names
    address = HOSTS[first] if first else "127.0.0.1"
    environment = os.environ | {"OMP_NUM_THREADS": "1", "POLARS_MAX_THREADS": "1", "NUMBA_NUM_THREADS": "1"}
    started = []
    try:
        for number in range(-1, workers):
            port = "8786"
            words = [DASK, "scheduler", "--host", address, "--port", port, "--no-dashboard"]
            if number >= 0:
                words = [
                    DASK,
                    "worker",
                    f"tcp://{address}:{port}",
                    "--nthreads",
                    "1",
                    "--no-nanny",
                    "--no-dashboard",
                ]
            # This process and all that it starts stand on the first host already.
            words = on(second, words) if number > 0 and number % 2 else words
            started.append(
                subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            )
            time.sleep(2.0 if number < 0 else 0.0)
        waited(f"tcp://{address}:8786", workers)
        yield f"tcp://{address}:8786"
    finally:
        for process in reversed(started):
            ended(process)


def ended(process: subprocess.Popen[bytes]) -> None:
    """End a process; a worker may wait for its scheduler for ever."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def waited(address: str, workers: int) -> None:
    """Wait until all workers are there and have loaded what they compute with."""
    from distributed import Client

    with Client(address, timeout=60) as client:
        client.wait_for_workers(workers, timeout=120)
        client.run(warmed)


def warmed() -> None:
    """Load and compile the kernels."""
    from keqiao.engine import efficiency

    efficiency.warm_up()


def measure(names: list[str], quick: bool) -> None:
    """Compare and print."""
    draw = np.random.default_rng(1)
    units, replicates = (40, 400) if quick else (200, 4000)
    x, y = draw.uniform(1, 9, (units, 3)), draw.uniform(1, 9, (units, 2))
    warmed()
    seconds, alone = timed(lambda: bootstrap(x, y, replicates=replicates))
    cores = os.cpu_count() or 1
    print(f"{cores} cores; bootstrap of {units} units, {replicates} replicates")
    print(f"{'':<28}{'seconds':>9}{'times':>8}  the same bytes")
    print(f"{'one process':<28}{seconds:>9.2f}{1:>8.2f}")
    for workers in WORKERS:
        with cluster(names, workers) as address, executor_at(address) as executor:
            connecting, _answers = timed(lambda: list(in_pieces(executor, abs, [1, 2])))
            overhead = min(timed(lambda: list(in_pieces(executor, abs, [1, 2])))[0] for _ in range(20))
            taken, spread = timed(lambda: bootstrap(x, y, replicates=replicates, executor=executor))
        same = spread.replicates.tobytes() == alone.replicates.tobytes()
        print(f"{f'{workers} workers':<28}{taken:>9.2f}{seconds / taken:>8.2f}  {same}")
        assert same, "a cluster gave other bytes than one process"
    print(
        f"first connection {connecting * 1000:.0f} ms; two pieces that take no time {overhead * 1000:.1f} ms"
    )
    print(f"the bound here is {cores} times: more workers than cores share them")


def timed(step: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds by the clock, and what the step gives."""
    start = time.perf_counter()
    answer = step()
    return time.perf_counter() - start, answer


if __name__ == "__main__":
    main()
