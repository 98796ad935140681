"""A fuzzing program of forms: the pages of a demonstration are walked, and their forms sent back damaged.

    python -m tests.drills.forms --inputs 20000 --seed 1
    KEQIAO_DATA=… python -m tests.drills.forms      # in a demonstration that is there (it is changed)

People of several roles follow the links of pages, some of each view. Each form that a page offers is sent as a browser
would, with one or several of its fields damaged (nothing, too long, signs that mean something to a parser, a value of
another field, a file that is none), again and again in turn. An answer of 500 or more, or one that takes more than ten
seconds, is a finding. At the end the audit log has to hold. Prints each finding with what was sent, and ends with 1
where there is one.
"""

from __future__ import annotations

import argparse
import logging
import os
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from tests.drills.fuzz import HOSTILE, LONGEST_SECONDS, damaged
from tests.drills.kills import log_breaks

PEOPLE = (
    "officer", "reviewer", "finance", "talent", "broker", "firm_01", "clerk_08", "director_01", "expert_1",
    "leader", "congress", "auditor", "secadmin", "sysadmin",
)  # fmt: skip
OF_EACH_VIEW = 3
"""Pages of one view that are opened for each person."""
PAGES = 260
"""Pages that are opened for each person at the most."""
LEFT_OUT = re.compile(r"/accounts/(logout|login|password|two)|/static/|/media/|language|/jobs/")
"""Addresses that end the session of the drill, or lead out of it."""


@dataclass
class Form:
    """A form as its page has it."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    """The values that a field has, or may have."""
    files: set[str] = field(default_factory=set)


class Page(HTMLParser):
    """The links and forms of a page."""

    def __init__(self, address: str, html: str) -> None:
        super().__init__()
        self.address, self.links, self.forms = address, list[str](), list[Form]()
        self._form: Form | None = None
        self._select = self._area = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep links, forms and their fields."""
        named = {key: value or "" for key, value in attrs}
        if tag == "a" and named.get("href", "").startswith("/"):
            self.links.append(named["href"].partition("#")[0])
        elif tag == "form":
            action = urljoin(self.address, named.get("action", "") or self.address)
            self._form = Form(action, named.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is not None and (name := named.get("name")) and tag in {"input", "button"}:
            if named.get("type") == "file":
                self._form.files.add(name)
            else:
                self._form.fields.setdefault(name, []).append(named.get("value", "on"))
        elif tag == "select":
            self._select = named.get("name", "")
        elif tag == "option" and self._form is not None and self._select:
            self._form.fields.setdefault(self._select, []).append(named.get("value", ""))
        elif tag == "textarea":
            self._area = named.get("name", "")
            if self._form is not None and self._area:
                self._form.fields.setdefault(self._area, [""])

    def handle_endtag(self, tag: str) -> None:
        """Close what was open."""
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        """Keep what stands in a text area."""
        if self._form is not None and self._area:
            self._form.fields[self._area] = [data]


def main(words: list[str] | None = None) -> int:
    """Set up the demonstration, walk, send, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="keqiao-forms-") as folder:
        os.environ.setdefault("KEQIAO_DATA", folder)
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "keqiao.web.site.settings",
            "KEQIAO_HOSTS": "testserver",
            "KEQIAO_SESSION_PAGES_PER_MINUTE": "9999999",
            "KEQIAO_ADDRESS_PAGES_PER_MINUTE": "9999999",
        }
        import django

        django.setup()
        logging.disable(logging.ERROR)  # what is refused is right, and a line each
        from django.utils import translation

        from keqiao.demo.build import build
        from keqiao.web.registry.models import Platform
        from keqiao.web.serving import prepare

        prepare()
        if not Platform.objects.exists():
            with translation.override("zh-hans"):
                build()
        findings = list(of_forms(options.inputs, random.Random(options.seed)))
        findings += [f"audit log: {words}" for words in log_breaks()]
    for finding in findings:
        print(finding)
    print(f"{options.inputs} forms sent: {len(findings)} findings")
    return bool(findings)


def of_forms(inputs: int, draw: random.Random) -> Iterator[str]:
    """Findings of the forms that people of the demonstration meet, each once by its view."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.urls import Resolver404, resolve

    offered: list[tuple[Any, Form]] = []
    for name in PEOPLE:
        client = session_of(name)
        if client is not None:
            offered += [(client, form) for form in walked(client)]
    draw.shuffle(offered)
    print(f"{len(offered)} forms of {len({form.action for _client, form in offered})} addresses", flush=True)
    seen: set[tuple[str, int]] = set()
    for number in range(inputs):
        client, form = offered[number % len(offered)]
        values: Mapping[str, Any] = values_of(form, draw)
        if form.method == "post":
            values |= {
                name: SimpleUploadedFile("表.xlsx", draw.choice(HOSTILE).encode("utf-8", "surrogatepass"))
                for name in form.files
            }
        start = time.monotonic()
        answer = (client.post if form.method == "post" else client.get)(form.action, values)
        if not answer.streaming:
            _ = answer.content
        seconds = time.monotonic() - start
        try:
            view = resolve(urlsplit(form.action).path).view_name
        except Resolver404:
            view = form.action
        if answer.status_code >= 500 and (view, answer.status_code) not in seen:
            seen.add((view, answer.status_code))
            told = {key: str(value)[:200] for key, value in values.items() if key != "csrfmiddlewaretoken"}
            error = getattr(answer, "exc_info", None)
            place = f"{error[0].__name__} {str(error[1])[:200]!r}" if error else ""
            yield f"{form.method} {form.action}: {answer.status_code} {place} for {told!r}"
        if seconds > LONGEST_SECONDS and (view, 0) not in seen:
            seen.add((view, 0))
            yield f"{form.method} {form.action}: {seconds:.0f} s"


def values_of(form: Form, draw: random.Random) -> dict[str, Any]:
    """What is sent: a value of each field, some of them damaged or left out."""
    values: dict[str, Any] = {name: draw.choice(options) for name, options in form.fields.items()}
    names = [name for name in values if name not in {"csrfmiddlewaretoken", "next"}]
    others = [value for value in values.values() if value] or ["1"]
    for name in draw.sample(names, min(len(names), draw.choice((0, 1, 1, 1, 2, 4)))):
        kind = draw.random()
        if kind < 0.15:
            del values[name]
        elif kind < 0.3:
            values[name] = draw.choice(HOSTILE)
        elif kind < 0.4:
            values[name] = draw.choice(others)
        else:
            values[name] = damaged(values[name] or draw.choice(("2024", "1", "甲")), draw, others)
    return values


def session_of(name: str) -> Any:
    """Somebody of the demonstration, signed in; None where there is nobody of this name."""
    from django.test import Client

    from keqiao.web.accounts.models import User

    user = User.objects.filter(username=name).first()
    if user is None:
        return None
    client = Client(raise_request_exception=False)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def walked(client: Any) -> Iterator[Form]:
    """The forms of the pages that links lead to, some of each view, each form once by where it goes and its fields."""
    from django.urls import Resolver404, resolve

    waiting, known, opened = ["/"], {"/"}, Counter[str]()
    forms: set[tuple[str, tuple[str, ...]]] = set()
    while waiting and opened.total() < PAGES:
        address = waiting.pop(0)
        try:
            view = resolve(urlsplit(address).path).view_name
        except Resolver404:
            continue
        if opened[view] >= OF_EACH_VIEW:
            continue
        opened[view] += 1
        answer = client.get(address)
        if answer.streaming or not answer.get("Content-Type", "").startswith("text/html"):
            continue
        page = Page(address, answer.content.decode("utf-8", "replace"))
        for link in page.links:
            if link not in known and not LEFT_OUT.search(link):
                known.add(link)
                waiting.append(link)
        for form in page.forms:
            key = (form.action, tuple(sorted(form.fields)))
            if key not in forms and not LEFT_OUT.search(form.action):
                forms.add(key)
                yield form


if __name__ == "__main__":
    sys.exit(main())
