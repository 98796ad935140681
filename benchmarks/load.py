"""Fifty people at work: each acts every five seconds; how long do they wait, is anything refused, is anything lost?

``python benchmarks/load.py 13`` multiplies the demonstration (``multiplied.py``; KEQIAO_DATA names a folder in which it
stays), starts ``keqiao serve`` as in production (KEQIAO_WORKERS, KEQIAO_THREADS) on a free port, opens each page once,
lets people work, and prints for every act and page how often, median, 95th percentile and longest wait in milliseconds,
and the same for all. Of a hundred acts 60 read a page of the navigation or below it, 15 search, 10 look at what fits a
need, 10 fill in a figure (several people on the same forms), 5 upload evidence. Further numbers are the people (50) and
the seconds (120). DATABASE_URL: on PostgreSQL.

Afterwards it looks for what went wrong: answers of 500 and more, connections that broke, figures and files whose saving
was acknowledged and that are not there, and whether the audit log holds. Ends with 1 where anything did.
"""

from __future__ import annotations

import hashlib
import html
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PAUSE = 5.0
"""Seconds between two acts of one person, on average."""
READERS = ("officer", "reviewer", "auditor", "director_01", "clerk_01")
WRITERS = ("clerk_08", "clerk_09", "clerk_11", "broker")
"""Three clerks whose forms of the demonstration are open, and who looks after needs."""
MIX = {"read": 60, "search": 15, "match": 10, "fill": 10, "upload": 5}
WORDS = ("储能", "专利", "示范", "电池", "2024", "合同", "研究院", "检测")
FIGURE = "national_recognitions"
"""The figure in whose note people write."""
WAIT = 180.0
"""Seconds until the server listens."""


@dataclass
class Outcome:
    """What people met: waits in milliseconds by act or page, refusals, faults, what was acknowledged."""

    waits: dict[str, list[float]] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    notes: list[tuple[int, str]] = field(default_factory=list)
    """Form and note of figures whose saving was acknowledged."""
    files: list[str] = field(default_factory=list)
    """Hashes of files whose upload was acknowledged."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, act: str, wait: float) -> None:
        """Keep a wait."""
        with self.lock:
            self.waits.setdefault(act, []).append(wait)


@dataclass(frozen=True)
class Signed:
    """Somebody who is signed in: the cookie of the session, pages, the open form of a clerk, needs of a broker."""

    name: str
    cookie: str
    pages: Sequence[str]
    form: int | None = None
    needs: Sequence[int] = ()


def main(platforms: int = 13, people: int = 50, seconds: int = 120) -> int:
    """Serve, work, print; 1 where something is wrong."""
    os.environ.setdefault("KEQIAO_DATA", tempfile.mkdtemp())
    os.environ["DJANGO_SETTINGS_MODULE"] = "keqiao.web.site.settings"
    sys.path.insert(0, str(Path(__file__).parent))
    import django

    django.setup()
    from django.db import connection, connections
    from multiplied import ready

    ready(platforms)
    signed = [sign_in(name) for name in (*READERS, *WRITERS)]
    vendor = connection.vendor
    connections.close_all()
    port = free_port()
    command = [str(Path(sys.executable).with_name("keqiao")), "serve", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:
            listening(port, server)
            outcome = work(f"http://127.0.0.1:{port}", signed, people, seconds)
        finally:
            server.terminate()
    print(f"{vendor}; {platforms} platforms; {people} people, an act every {PAUSE:.0f} s, for {seconds} s")
    print(f"{'':<60}{'times':>8}{'median':>8}{'p95':>8}{'longest':>9}  ms")
    for act in sorted(outcome.waits, key=lambda act: -statistics.median(outcome.waits[act])):
        told(act, outcome.waits[act])
    told("all", [wait for listed in outcome.waits.values() for wait in listed])
    wrong = [*outcome.faults, *lost(outcome)]
    print(
        f"saved figures {len(outcome.notes)}, files {len(outcome.files)}; refused in words: {dict(outcome.refused)}"
    )
    for words in wrong:
        print(f"WRONG: {words}")
    return bool(wrong)


def sign_in(name: str) -> Signed:
    """Sign somebody in without a password, and say what they work on."""
    from django.test import Client
    from pages import addresses

    from keqiao.web.accounts.models import User
    from keqiao.web.exchange.models import Need
    from keqiao.web.returns.models import Return

    user = User.objects.get(username=name)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    forms = Return.objects.filter(platform__unit=user.unit, state="draft").order_by("pk")
    form = forms.first() if name in WRITERS else None
    needs = list(Need.objects.visible_to(user).filter(state="open").values_list("pk", flat=True)[:20])
    return Signed(
        name, str(client.session.session_key), list(addresses(name)), form.pk if form else None, needs
    )


class Person:
    """One of the people: a session of their own, acts drawn by the mix."""

    def __init__(self, base: str, who: Signed, number: int, outcome: Outcome) -> None:
        import requests
        from django.conf import settings

        self.base, self.who, self.outcome = base, who, outcome
        self.number, self.serial = number, 0
        self.chance = random.Random(number)
        self.session = requests.Session()
        self.session.cookies.set(settings.SESSION_COOKIE_NAME, who.cookie)
        self.pages = list(who.pages)

    def work(self, end: float) -> None:
        """Act until the end; begin at some moment of the first pause."""
        time.sleep(self.chance.uniform(0, PAUSE))
        acts: dict[str, Callable[[], None]] = {
            "read": self.read,
            "search": self.search,
            "match": self.match if self.who.needs else self.read,
            "fill": self.fill if self.who.form else self.read,
            "upload": self.upload if self.who.form else self.read,
        }
        while time.monotonic() < end:
            act = self.chance.choices(list(MIX), list(MIX.values()))[0]
            try:
                acts[act]()
            except OSError as error:  # what requests raises
                self.wrong(act, f"no answer: {type(error).__name__}")
            time.sleep(max(self.chance.expovariate(1 / PAUSE), 0.2))

    def wrong(self, act: str, words: str) -> None:
        """Keep a fault."""
        with self.outcome.lock:
            self.outcome.faults.append(f"{act} by {self.who.name}: {words}")

    def ask(self, act: str, address: str, data: Any = None, files: Any = None) -> Any:
        """Ask for a page, or send a form; keep the wait, and what is a fault."""
        start = time.perf_counter()
        # The server closes a connection that is idle for some seconds; a browser opens another one, and so does this.
        self.session.close()
        if data is None:
            answer = self.session.get(self.base + address, timeout=120, allow_redirects=False)
        else:
            answer = self.session.post(
                self.base + address,
                data=data,
                files=files,
                timeout=120,
                allow_redirects=False,
                headers={"Referer": self.base + address},
            )
        self.outcome.note(act, (time.perf_counter() - start) * 1000)
        if answer.status_code >= 500:
            self.wrong(act, f"{answer.status_code} from {address}")
        elif answer.status_code >= 400:
            with self.outcome.lock:
                self.outcome.refused[f"{act} {answer.status_code}"] += 1
        return answer

    def read(self) -> None:
        """Open a page; one that is not shown to this person is not opened again."""
        page = self.chance.choice(self.pages)
        if self.ask(page, page).status_code != 200 and len(self.pages) > 1:
            self.pages.remove(page)

    def search(self) -> None:
        """Search for a word."""
        self.ask("search", f"/search/?q={self.chance.choice(WORDS)}")

    def match(self) -> None:
        """Look at what fits a need."""
        self.ask("match", f"/exchange/needs/{self.chance.choice(self.who.needs)}/matches/")

    def fill(self) -> None:
        """Write a note of one's own at a figure; where somebody else was faster, that is said and nothing is lost."""
        inputs = self.inputs()
        self.serial += 1
        words = f"第{self.number}人第{self.serial}次"
        inputs[f"note-{FIGURE}"] = words
        answer = self.ask("fill", f"/returns/{self.who.form}/save/", inputs)
        if answer.status_code in {200, 302, 303} and self.who.form:
            with self.outcome.lock:
                self.outcome.notes.append((self.who.form, words))

    def upload(self) -> None:
        """Attach a file to a figure."""
        inputs = self.inputs()
        self.serial += 1
        content = PDF + f"% {self.number} {self.serial} {os.getpid()}\n".encode()
        inputs |= {"cells": FIGURE, "title": "佐证", "grade": "C"}
        file = {"file": (f"e{self.number}-{self.serial}.pdf", content, "application/pdf")}
        answer = self.ask("upload", f"/returns/{self.who.form}/attach/", inputs, file)
        if answer.status_code in {200, 302, 303}:
            with self.outcome.lock:
                self.outcome.files.append(hashlib.sha256(content).hexdigest())

    def inputs(self) -> dict[str, str]:
        """The inputs of the form as the page has them."""
        text = self.ask("open a form", f"/returns/{self.who.form}/").text
        found: dict[str, str] = {}
        for tag in re.findall(r"<input\b[^>]*>", text):
            given = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
            if given.get("type") not in {"file", "checkbox", "radio", "submit"} and "name" in given:
                found.setdefault(given["name"], html.unescape(given.get("value", "")))
        for name, value in re.findall(
            r'<textarea\b[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', text, re.DOTALL
        ):
            found[name] = html.unescape(value.removeprefix("\n"))
        return found


def work(base: str, signed: Sequence[Signed], people: int, seconds: int) -> Outcome:
    """Open every page once unmeasured, then let people work."""
    import requests
    from django.conf import settings

    for who in signed:
        for page in who.pages:  # what is kept is there, what is imported is imported
            requests.get(base + page, cookies={settings.SESSION_COOKIE_NAME: who.cookie}, timeout=300)
    outcome, end = Outcome(), time.monotonic() + seconds
    workers = [Person(base, signed[number % len(signed)], number, outcome) for number in range(people)]
    threads = [threading.Thread(target=person.work, args=(end,)) for person in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcome


def lost(outcome: Outcome) -> list[str]:
    """What was acknowledged and is not there, and whether the audit log holds."""
    from io import StringIO

    from django.core.management import CommandError, call_command

    from keqiao.web.facts.models import Evidence
    from keqiao.web.returns.models import Cell, Step

    wrong = []
    for form, words in outcome.notes:
        rows = Step.objects.filter(form=form, cell__item__measure__code=FIGURE)
        if not any(words in str(row.after) for row in rows):
            wrong.append(f"the note {words} at form {form} was acknowledged and is not in its history")
    for form in {form for form, _words in outcome.notes}:
        stands = Cell.objects.get(form=form, item__measure__code=FIGURE).comment
        if stands not in {words for at, words in outcome.notes if at == form}:
            wrong.append(f"at form {form} stands {stands!r}, which nobody wrote last")
    there = set(Evidence.objects.filter(sha256__in=outcome.files).values_list("sha256", flat=True))
    wrong += [f"the file {sha256} was acknowledged and is not there" for sha256 in set(outcome.files) - there]
    try:
        call_command("verify_audit", stdout=StringIO())
    except CommandError as error:
        wrong.append(str(error))
    return wrong


PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\nxref\n0 4\n0000000000 65535 f \n"
    b"0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \ntrailer<</Size 4/Root 1 0 R>>\n"
    b"startxref\n164\n%%EOF\n"
)


def told(act: str, waits: Sequence[float]) -> None:
    """Print a line."""
    listed = sorted(waits)
    if listed:
        high = listed[max(round(0.95 * len(listed)) - 1, 0)]
        line = f"{len(listed):>8}{statistics.median(listed):>8.0f}{high:>8.0f}{listed[-1]:>9.0f}"
        print(f"{act[:59]:<60}{line}")


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
    sys.exit(main(*map(int, sys.argv[1:])))
