"""What ``keqiao serve`` runs: one process that watches two others, the web server and the worker for background jobs.

* The watcher loads neither Django nor polars; it starts the others as fresh processes and stops them together.
* ``web`` brings the database up to date, then is gunicorn on the port (static files by whitenoise).
* ``work`` takes background jobs from the database, one at a time; if it dies it is started again. ``keqiao worker``
  watches such processes alone, on this host or on others (:mod:`keqiao.web.jobs.leases`).

Each child asks the kernel to be stopped when the watcher dies, so that nothing is left behind.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

from keqiao.web.site import environment

SECONDS_TO_STOP = 25
"""How long the children get to finish what they do: an open answer, the present step of a job."""
MOST_PROCESSES = 64
SECONDS_BETWEEN_RESTARTS = 2.0
COUNTED_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
"""The folder in which the processes of the web server put together what they count (``site/metrics.py``)."""
READY_VARIABLE = "KEQIAO_READY_DESCRIPTOR"
PR_SET_PDEATHSIG = 1


class Stopped(Exception):
    """A signal asked to stop."""


def serve(
    port: int | None = None, host: str | None = None, announce: Callable[[str], None] | None = None
) -> int:
    """Serve until SIGTERM or SIGINT; returns the exit code (0 after an orderly stop).

    ``port``: PORT or 8000 if not given; ``host``: KEQIAO_BIND or 127.0.0.1. ``announce`` is called once with the
    address when the server listens. Raises ConfigurationError when the address cannot be used.
    """
    port = environment.number("PORT", 8000, 1, 65535) if port is None else port
    host = environment.text("KEQIAO_BIND", "127.0.0.1") if host is None else host
    environment.secret_key(environment.data_folder())
    environment.former_keys()
    environment.proxies()
    _check_free(host, port)
    _warn_when_bare(host)
    children: dict[str, subprocess.Popen[bytes]] = {}
    with _stopping_signals(), tempfile.TemporaryDirectory(prefix="keqiao-metrics-") as counted:
        os.environ[COUNTED_VARIABLE] = counted
        try:
            reader, writer = os.pipe()
            children["web"] = _start("web", f"{host}:{port}", ready=writer)
            os.close(writer)
            if not _is_ready(reader):
                return children["web"].wait() or 1
            if announce is not None:
                address = "127.0.0.1" if host in {"0.0.0.0", "::", ""} else host  # noqa: S104
                announce(f"http://{address}:{port}/")
            children |= {f"work {number}": _start("work") for number in range(job_processes())}
            return _watch(children, "work")
        except (Stopped, KeyboardInterrupt):
            return 0
        finally:
            _stop(children)


def job_processes() -> int:
    """How many processes take jobs beside the web server; 0 where ``keqiao worker`` does it elsewhere."""
    return environment.number("KEQIAO_JOB_PROCESSES", 1, 0, MOST_PROCESSES)


def serve_jobs(processes: int, queues: str = "*", without: str = "") -> int:
    """Watch ``processes`` processes that take jobs of ``queues``, until SIGTERM or SIGINT; returns the exit code.

    Raises ConfigurationError where the environment holds what cannot be used.
    """
    environment.secret_key(environment.data_folder())
    children: dict[str, subprocess.Popen[bytes]] = {}
    with _stopping_signals():
        try:
            for number in range(processes):
                children[f"work {number}"] = _start("work", queues, without)
            return _watch(children, "work", queues, without)
        except (Stopped, KeyboardInterrupt):
            return 0
        finally:
            _stop(children)


PREPARING = 7_301_975
"""The number of the lock in PostgreSQL under which a process prepares."""


def prepare() -> None:
    """Bring the database up to date: missing migrations and guards, the initial roles, measures, checks of returns.

    Files of the installation that others could read are closed, with a line. Django must be set up. When nothing is
    missing this costs some short queries, half a second at most. Of several that start at once one does it; the others
    wait and find it done.
    """
    with _alone():
        _prepare()


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Let one process of this data folder, and of this database where it is PostgreSQL, prepare at a time."""
    import fcntl

    from django.conf import settings
    from django.db import connection

    settings.DATA.mkdir(parents=True, exist_ok=True)
    with (settings.DATA / "start.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if connection.vendor == "postgresql" and not environment.switch("KEQIAO_PGBOUNCER"):
            with connection.cursor() as cursor:
                # It ends with the connection, which is closed at the end of preparing.
                cursor.execute("SELECT pg_advisory_lock(%s)", [PREPARING])
        yield


def _prepare() -> None:
    from django.core.management import call_command
    from django.db import connection, connections
    from django.db.migrations.executor import MigrationExecutor

    from keqiao.web.audit.guards.placement import ensure_guards

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)
    else:
        ensure_guards(connection)
    _close_files()
    from keqiao.web.accounts.roles import ensure_roles
    from keqiao.web.facts.services.measures import ensure_measures
    from keqiao.web.returns.checking.defaults import load_checks

    ensure_roles()
    ensure_measures()
    load_checks()
    connections.close_all()


def _close_files() -> None:
    """Take from group and others what they could read of the installation; say so in the log."""
    import logging

    from django.conf import settings

    from keqiao.web.site import file_modes

    database = settings.DATABASES["default"]
    on_disk = database["ENGINE"].endswith("sqlite3") and "memory" not in str(database["NAME"])
    closed, left = file_modes.close(settings.DATA, str(database["NAME"]) if on_disk else "")
    logger = logging.getLogger(__name__)
    if closed:
        logger.warning(
            "%d files and folders were open to others and are closed now: %s …", len(closed), closed[0]
        )
    if left:
        logger.warning("%d files belong to another account and stay open to others: %s …", len(left), left[0])


def web(address: str) -> None:
    """Be the web server: prepare, then gunicorn on ``host:port``. Does not return."""
    _set_up()
    from django.db import OperationalError, connections
    from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
    from gunicorn.http import wsgi  # type: ignore[import-untyped]
    from prometheus_client import multiprocess

    from keqiao.language import language_of_environment, message
    from keqiao.web.jobs import pulse
    from keqiao.web.site.wsgi import application

    try:
        prepare()
    except OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        sentence = message(
            "The database cannot be used: {reason}. Check DATABASE_URL and KEQIAO_DATA.", reason=reason
        )
        sys.exit(sentence.in_language(language_of_environment()))

    _say_when_empty()
    if job_processes():
        pulse.beat(pulse.WORKER)  # it starts next; from now on it is waited for
    connections.close_all()

    def tell_ready(arbiter: Any) -> None:
        descriptor = os.environ.pop(READY_VARIABLE, "")
        if descriptor:
            os.write(int(descriptor), b"1")
            os.close(int(descriptor))

    def forget_counts(arbiter: Any, worker: Any) -> None:
        multiprocess.mark_process_dead(worker.pid)

    options: dict[str, Any] = {
        "bind": address,
        "workers": environment.number("KEQIAO_WORKERS", 2, 1, 64),
        "threads": environment.number("KEQIAO_THREADS", 4, 1, 64),
        "worker_class": "gthread",
        "preload_app": True,
        "timeout": 120,
        "graceful_timeout": SECONDS_TO_STOP - 5,
        "keepalive": 5,
        "loglevel": "warning",
        "accesslog": "-" if environment.switch("KEQIAO_ACCESS_LOG") else None,
        # Whom to believe about a client is decided in one place: accounts/signing_in/addresses.py.
        "secure_scheme_headers": {},
        "forwarder_headers": "",
        "proc_name": "keqiao",
        "control_socket_disable": True,
        "worker_tmp_dir": "/dev/shm" if Path("/dev/shm").is_dir() else None,  # noqa: S108
        "when_ready": tell_ready,
        # A connection opened before the fork must not be shared by the processes.
        "child_exit": forget_counts,
        "pre_fork": lambda arbiter, worker: connections.close_all(),
    }

    # Which server and version answers is nobody's business; gunicorn has no setting for it.
    headers = wsgi.Response.default_headers
    wsgi.Response.default_headers = lambda response: [
        line for line in headers(response) if not line.startswith("Server:")
    ]

    class Server(BaseApplication):
        """gunicorn with our options, without its command line."""

        def load_config(self) -> None:
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            return application

    Server().run()


def _say_when_empty() -> None:
    """On a database without any user: say which command makes the first administrators."""
    from django.db import connections

    from keqiao.language import language_of_environment, message
    from keqiao.web.accounts.first_start import COMMAND, is_empty

    if is_empty():
        sentence = message(
            "The database has no user yet. Create the three administrators with: {command}", command=COMMAND
        )
        sys.stdout.write(f"{sentence.in_language(language_of_environment())}\n")
        sys.stdout.flush()
    connections.close_all()


def work(queues: str = "*", without: str = "") -> None:
    """Be a worker: take jobs of ``queues`` (kinds with commas between, * for all) until told to stop, but ``without``.

    Beside them, in threads, the leases of these jobs, what is done every day (see ``jobs.daily``; lost jobs are found
    there) and, once, what numba compiles.
    """
    _set_up()
    from django.core.management import call_command

    from keqiao.web.jobs import daily, leases

    leases.keep_renewing()
    daily.watch()
    threading.Thread(target=_compile, name="compile", daemon=True).start()
    options = {"interval": 0.5, "startup_delay": False, "reload": False, "verbosity": 0}
    call_command("db_worker", queue_name=queues, exclude_queues=without, **options)


def _compile() -> None:
    """Compile the engine's kernels into numba's cache, so that no reader of a page waits for it (once on a machine)."""
    from keqiao.engine import efficiency, robustness

    robustness.warm_up()
    efficiency.warm_up()


def _warn_when_bare(host: str) -> None:
    """Say that other machines reach the server without the buffering proxy that it needs in front."""
    from keqiao.language import language_of_environment, message

    bare = host.strip("[]") not in {"127.0.0.1", "::1", "localhost"} and not environment.switch(
        "KEQIAO_BEHIND_PROXY"
    )
    if bare:
        sentence = message(
            "Warning: the server listens on {host} without a proxy in front. A few slow connections then block it for "
            "everybody: put a buffering proxy (nginx) in front and set KEQIAO_BEHIND_PROXY=1.",
            host=host or "0.0.0.0",  # noqa: S104 - shown, not bound
        )
        sys.stderr.write(f"{sentence.in_language(language_of_environment())}\n")


def _check_free(host: str, port: int) -> None:
    """Say at once that the port is taken, instead of after five attempts of gunicorn."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), port))
        except OSError as error:
            raise environment.ConfigurationError(
                f"PORT={port}: {host}:{port} cannot be used ({error.strerror}); set PORT to another number"
            ) from error


def _set_up() -> None:
    """Load Django; ask to be stopped with the watcher."""
    _stop_with_parent()
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "keqiao.web.site.settings")
    try:
        django.setup()
    except environment.ConfigurationError as error:
        sys.exit(f"keqiao: {error}")


def _stop_with_parent() -> None:
    """On Linux: SIGTERM for this process when its parent dies, however it dies."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _start(part: str, *arguments: str, ready: int | None = None) -> subprocess.Popen[bytes]:
    """Start a child with this interpreter."""
    command = [sys.executable, "-m", "keqiao.web.serving", part, *arguments]
    variables = os.environ | ({READY_VARIABLE: str(ready)} if ready is not None else {})
    # A session of its own: Ctrl-C reaches the watcher only, which stops the children in order.
    return subprocess.Popen(  # noqa: S603 (our own interpreter and module)
        command, env=variables, pass_fds=() if ready is None else (ready,), start_new_session=True
    )


def _is_ready(reader: int) -> bool:
    """Wait until the web server says that it listens (True) or ends (False)."""
    with os.fdopen(reader, "rb") as stream:
        while not select.select([stream], [], [], 1.0)[0]:
            pass
        return stream.read(1) == b"1"


def _watch(children: dict[str, subprocess.Popen[bytes]], *words: str) -> int:
    """Until the web server ends: its exit code. Workers are started again, by ``words``, when they end."""
    started = time.monotonic()
    while True:
        code = children["web"].poll() if "web" in children else None
        if code is not None:
            return code or 1
        ended = [name for name, child in children.items() if child.poll() is not None]
        if ended and time.monotonic() - started > SECONDS_BETWEEN_RESTARTS:
            for name in ended:
                children[name] = _start(*words)
            started = time.monotonic()
        time.sleep(0.5)


def _stop(children: dict[str, subprocess.Popen[bytes]]) -> None:
    """Ask all to stop, wait, and end those that do not."""
    for child in children.values():
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + SECONDS_TO_STOP
    for child in children.values():
        try:
            child.wait(max(deadline - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


@contextlib.contextmanager
def _stopping_signals() -> Iterator[None]:
    """Turn SIGTERM and SIGINT into :class:`Stopped`; a second one while stopping is ignored."""
    stopping = False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal stopping
        if not stopping:
            stopping = True
            raise Stopped

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


if __name__ == "__main__":
    if sys.argv[1:2] == ["web"]:
        web(sys.argv[2])
    elif sys.argv[1:2] == ["work"]:
        work(*sys.argv[2:])
    else:
        sys.exit("this module is started by keqiao serve")
