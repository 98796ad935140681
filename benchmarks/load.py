"""Fifty people at work: each clicks every five seconds on a page of the navigation or below it; how long do they wait?

``python benchmarks/load.py 13`` multiplies the demonstration (``multiplied.py``; KEQIAO_DATA names a folder in which it
stays), starts ``keqiao serve`` as in production (KEQIAO_WORKERS, KEQIAO_THREADS) on a free port, opens each page once,
lets people click, and prints for every page how often it was opened, median, 95th percentile and longest wait in
milliseconds, and the same for all. Further numbers are the people (50) and the seconds (120). DATABASE_URL: on
PostgreSQL.
"""

from __future__ import annotations

import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

PAUSE = 5.0
"""Seconds between two clicks of one person, on average."""
READERS = ("officer", "reviewer", "auditor", "director_01", "clerk_01")
WAIT = 180.0
"""Seconds until the server listens."""


def main(platforms: int = 13, people: int = 50, seconds: int = 120) -> None:
    """Serve, click, print."""
    os.environ.setdefault("KEQIAO_DATA", tempfile.mkdtemp())
    os.environ["DJANGO_SETTINGS_MODULE"] = "keqiao.web.site.settings"
    sys.path.insert(0, str(Path(__file__).parent))
    import django

    django.setup()
    from django.db import connection, connections
    from multiplied import ready

    ready(platforms)
    readers = [reader(name) for name in READERS]
    vendor = connection.vendor
    connections.close_all()
    port = free_port()
    command = [str(Path(sys.executable).with_name("keqiao")), "serve", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:
            listening(port, server)
            waits = clicks(f"http://127.0.0.1:{port}", readers, people, seconds)
        finally:
            server.terminate()
    print(f"{vendor}; {platforms} platforms; {people} people, a click every {PAUSE:.0f} s, for {seconds} s")
    print(f"{'':<60}{'opened':>8}{'median':>8}{'p95':>8}{'longest':>9}  ms")
    for page in sorted(waits, key=lambda page: -statistics.median(waits[page])):
        told(page, waits[page])
    told("all", [wait for listed in waits.values() for wait in listed])


def reader(name: str) -> tuple[str, list[str]]:
    """Return a cookie of somebody who is signed in, and the pages that they open."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.test import Client
    from pages import addresses

    from keqiao.web.accounts.models import User

    user = User.objects.get(username=name)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    kept = client.session
    assert {SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY} <= set(kept.keys())
    return str(kept.session_key), list(addresses(name))


def clicks(
    base: str, readers: Sequence[tuple[str, list[str]]], people: int, seconds: int
) -> dict[str, list[float]]:
    """Let people click and return the waits by page; what is refused is not opened again."""
    import requests
    from django.conf import settings

    for cookie, pages in readers:
        for page in pages:  # once unmeasured: what is kept is there, what is imported is imported
            requests.get(base + page, cookies={settings.SESSION_COOKIE_NAME: cookie}, timeout=300)
    waits: dict[str, list[float]] = {}
    lock, end = threading.Lock(), time.monotonic() + seconds

    def person(number: int) -> None:
        chance = random.Random(number)
        cookie, pages = readers[number % len(readers)]
        open_to = list(pages)
        session = requests.Session()
        session.cookies.set(settings.SESSION_COOKIE_NAME, cookie)
        time.sleep(chance.uniform(0, PAUSE))
        while time.monotonic() < end and open_to:
            page = chance.choice(open_to)
            start = time.perf_counter()
            answer = session.get(base + page, timeout=120, allow_redirects=False)
            wait = (time.perf_counter() - start) * 1000
            if answer.status_code != requests.codes.ok:
                open_to.remove(page)
                continue
            with lock:
                waits.setdefault(page, []).append(wait)
            time.sleep(max(chance.expovariate(1 / PAUSE), 0.2))

    threads = [threading.Thread(target=person, args=(number,)) for number in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return waits


def told(page: str, waits: Sequence[float]) -> None:
    """Print a line."""
    listed = sorted(waits)
    if listed:
        high = listed[max(round(0.95 * len(listed)) - 1, 0)]
        line = f"{len(listed):>8}{statistics.median(listed):>8.0f}{high:>8.0f}{listed[-1]:>9.0f}"
        print(f"{page[:59]:<60}{line}")


def free_port() -> int:
    """Return a port that nobody uses."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def listening(port: int, server: subprocess.Popen[bytes]) -> None:
    """Wait until the server listens. Raises RuntimeError where it ends or does not begin."""
    end = time.monotonic() + WAIT
    while time.monotonic() < end and server.poll() is None:
        with socket.socket() as asked:
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.5)
    raise RuntimeError("the server does not listen")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
