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
    from django.test import Client
    from multiplied import ready
    from pages import addresses

    from keqiao.web.accounts.models import User

    ready(platforms)
    people = []
    for name in READERS:
        client = Client()
        client.force_login(User.objects.get(username=name), "django.contrib.auth.backends.ModelBackend")
        people.append((client, list(addresses(name))))
    began, opened, rounds, memory = time.monotonic(), 0, 0, []
    while len(memory) < PRINTS:
        for client, pages in people:
            for page in pages:
                answer = client.get(page)
                _ = b"".join(answer) if answer.streaming else answer.content
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


def resident() -> float:
    """Return the resident memory of this process in MiB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
