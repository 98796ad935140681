"""Does the memory of a process grow? Every page of the navigation and below it, over and over, as several people.

``python benchmarks/soak.py 13 600`` multiplies the demonstration (``multiplied.py``; KEQIAO_DATA names a folder where
it stays), opens each page once (what is imported is imported, what is kept is kept), goes on for so many seconds, and
prints rounds, pages and resident memory in MiB ten times, with the growth from the third print to the last. Ends with 1
where that is more than 5 percent. DATABASE_URL: on PostgreSQL.
"""

from __future__ import annotations

import gc
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from wsgiref.util import setup_testing_defaults

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

READERS = ("officer", "reviewer", "auditor", "director_01", "clerk_01", "finance", "congress")
PRINTS, MOST_GROWTH = 10, 0.05


def main(platforms: int = 13, seconds: int = 600) -> int:
    """Open pages, print; 1 where memory grows."""
    os.environ.setdefault("KEQIAO_DATA", tempfile.mkdtemp())
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "keqiao.web.site.settings",
        "KEQIAO_HOSTS": "testserver",
        "KEQIAO_SESSION_PAGES_PER_MINUTE": "9999999",
        "KEQIAO_ADDRESS_PAGES_PER_MINUTE": "9999999",
    }
    sys.path.insert(0, str(Path(__file__).parent))
    import django

    django.setup()
    from django.core.wsgi import get_wsgi_application
    from multiplied import ready
    from pages import addresses

    ready(platforms)
    application = get_wsgi_application()
    people = [(session_of(name), list(addresses(name))) for name in READERS]
    began, opened, rounds, memory = time.monotonic(), 0, 0, list[float]()
    while len(memory) < PRINTS:
        for cookie, pages in people:
            for page in pages:
                open_page(application, page, cookie)
                opened += 1
        rounds += 1
        if time.monotonic() - began >= seconds * len(memory) / PRINTS:
            gc.collect()
            memory.append(resident())
            print(
                f"{time.monotonic() - began:>7.0f} s{rounds:>6} rounds{opened:>8} pages{memory[-1]:>8.1f} MiB",
                flush=True,
            )
    growth = memory[-1] / memory[2] - 1
    print(f"growth from the third print on: {growth:.1%}")
    return growth > MOST_GROWTH


def session_of(name: str) -> str:
    """Sign somebody in and return the cookie."""
    from django.conf import settings
    from django.test import Client

    from keqiao.web.accounts.models import User

    client = Client()
    client.force_login(User.objects.get(username=name), "django.contrib.auth.backends.ModelBackend")
    return f"{settings.SESSION_COOKIE_NAME}={client.session.session_key}"


def open_page(application: WSGIApplication, page: str, cookie: str) -> None:
    """Open a page as a server does; Django's test client keeps three objects of each request for ever."""
    path, _, query = page.partition("?")
    environ: dict[str, Any] = {
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_HOST": "testserver",
        "HTTP_COOKIE": cookie,
    }
    setup_testing_defaults(environ)
    statuses: list[str] = []
    answer = application(environ, lambda status, _headers, _error=None: statuses.append(status))  # type: ignore[arg-type]
    try:
        for _part in answer:
            pass
    finally:
        answer.close()  # type: ignore[attr-defined]
    if statuses[0].startswith("5"):
        raise RuntimeError(f"{statuses[0]} from {page}")


def resident() -> float:
    """Return the resident memory of this process in MiB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
