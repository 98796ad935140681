"""The server as a whole: it starts, answers, works off a job, and stops with everything it started."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from keqiao.web import serving
from keqiao.web.site.environment import ConfigurationError


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def gone(pid: int) -> bool:
    """Whether a process has ended (a zombie that nobody has waited for has ended too)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


def wait_until(condition, seconds: float = 240) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


@pytest.fixture
def server(tmp_path, migrated):
    """A watcher with its children; the first line it prints is the address."""
    migrated(tmp_path)
    code = "import sys; from keqiao.web.serving import serve; sys.exit(serve(announce=lambda a: print(a, flush=True)))"
    variables = os.environ | {"KEQIAO_DATA": str(tmp_path), "PORT": str(free_port()), "KEQIAO_WORKERS": "1"}
    variables.pop("DATABASE_URL", None)
    process = subprocess.Popen([sys.executable, "-c", code], env=variables, stdout=subprocess.PIPE, text=True)
    yield process
    if process.poll() is None:
        process.kill()
        process.wait()


def children(pid: int) -> list[int]:
    return [
        int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    ]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_it_answers_and_leaves_nothing_behind(server, number):
    # An empty database is told first, with the command that makes the first administrators.
    assert "first_administrators" in server.stdout.readline()
    address = server.stdout.readline().strip()
    with urllib.request.urlopen(f"{address}healthz") as answer:
        assert answer.status == 200
        assert "Server" not in answer.headers  # what answers, and its version, is nobody's business
    wait_until(lambda: len(children(server.pid)) == 2)
    below = children(server.pid)
    below += [grandchild for child in below for grandchild in children(child)]
    assert len(below) >= 3
    server.send_signal(number)
    code = server.wait(40)
    assert code == (-signal.SIGKILL if number == signal.SIGKILL else 0)
    wait_until(lambda: all(gone(pid) for pid in below))


def test_a_taken_port_is_told_at_once():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(ConfigurationError, match="PORT="):
            serving.serve(taken.getsockname()[1], "127.0.0.1")
