"""One page of every view that can be reached by links, in English: no Chinese but data, no control without a name,
no link that ends in a refusal, no share that was multiplied by a hundred twice.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterable
from html import unescape

from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import Resolver404, resolve

from keqiao.web.accounts.models import User

HAN = re.compile(r"[\u3400-\u9fff][\u3400-\u9fff\w，。、；：（）“”《》·－—-]*")
OURS = {"中文", "科桥"}
"""The way to the other language, and the name of the product."""
READERS = ("officer", "director_05", "finance", "leader", "congress", "talent", "broker", "firm", "investor")
PARTS = re.compile(r'<(script|style|svg|textarea)\b.*?</\1>|<article [^>]*lang="zh-Hans".*?</article>', re.S)
"""No words of the page: code, pictures, the text of a document that is edited, a paper in Chinese."""
CITED = re.compile("四（[一二三]）[一二三]|调研报告[一二三]|财税$")
"""Where a document cites a passage of the report or a law by its number."""
SAID = re.compile(r'(?:aria-label|title|placeholder|alt)="([^"]*)"')
NAMELESS = re.compile(r'aria-label="\s*"|<(title|summary|label|h[1-6])\b[^<>]*>\s*</\1>')
"""What has no name in English; in Chinese axe asks the pages themselves (tests/browser/test_every_page.py)."""
SHARE = re.compile(r'<td[^>]*class="percent[^>]*>\s*([\d,.]+)%')
LINK = re.compile(r'<a\b[^>]*?href="(/[^"#]*)')
LEFT_OUT = ("help:", "facts:evidence", "reports:templates")
"""Pages of help are the documents themselves (tests/web/help), files lie outside the database of the tests, and fields
of templates have the names that stand in the Chinese paper.
"""


def pages_of(readers: Iterable[str]) -> dict[str, str]:
    """By first reader who reaches a view, and address: the page in English."""
    texts: dict[str, str] = {}
    views: set[str] = set()
    for reader in readers:
        client = Client()
        client.force_login(
            User.objects.get(username=reader), backend="django.contrib.auth.backends.ModelBackend"
        )
        client.cookies["keqiao_language"] = "en"
        texts |= {f"{reader} {address}": text for address, text in walk(client, views)}
    return texts


def walk(client: Client, views: set[str]) -> list[tuple[str, str]]:
    """The pages that links lead to from the start page, one for each view that is not in ``views`` yet; the start
    page and the cockpit are another for each reader.
    """
    found, waiting, seen = [], deque(["/", "/cockpit/"]), set()
    while waiting:
        address = waiting.popleft()
        try:
            view = resolve(address.partition("?")[0]).view_name
        except Resolver404:
            continue
        if (
            address in seen
            or (view in views and address not in {"/", "/cockpit/"})
            or view.startswith(LEFT_OUT)
        ):
            continue
        seen.add(address)
        answer = client.get(address)
        if answer.status_code != 200 or not answer.get("Content-Type", "").startswith("text/html"):
            assert answer.status_code in {200, 302}, f"{address} is a link to {answer.status_code}"
            continue
        views.add(view)
        text = answer.content.decode()
        found.append((address, text))
        waiting += [unescape(link) for link in LINK.findall(text)]
    return found


def data_in_chinese() -> str:
    """Every Chinese text that a row of the database holds, together; texts of documents have their English."""
    texts = []
    for model in apps.get_models():
        if model._meta.label == "rulebooks.DocumentText" or not model.__module__.startswith("keqiao."):
            continue
        fields = [
            field.attname
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField | models.JSONField)
        ]
        rows = model._base_manager.values_list(*fields) if fields else ()
        texts += [json.dumps(cell, ensure_ascii=False, default=str) for row in rows for cell in row if cell]
    return "\n".join(text for text in texts if HAN.search(text))


def chinese_words(text: str) -> set[str]:
    html = PARTS.sub("", unescape(text))
    words = {*HAN.findall(re.sub(r"<[^>]+>", "\n", html)), *HAN.findall("\n".join(SAID.findall(html)))}
    bare = {word.strip("，。、；：（）“”") for word in words} - OURS
    return {word for word in bare if not CITED.match(word)}


def shares(text: str) -> list[float]:
    """Every share in a table, in per cent."""
    return [float(share.replace(",", "")) for share in SHARE.findall(text)]


def test_pages_that_links_lead_to(demo):
    pages, data = pages_of(READERS), data_in_chinese()
    assert len(pages) > 150
    left = {page: [w for w in sorted(chinese_words(text)) if w not in data] for page, text in pages.items()}
    lines = [f"{page}: {words}" for page, words in left.items() if words]
    assert not lines, "\n".join(lines)
    assert [page for page, text in pages.items() if NAMELESS.search(text)] == []
    assert any(map(shares, pages.values()))
    assert {
        page: max(shares(text)) for page, text in pages.items() if max(shares(text), default=0) > 1000
    } == {}
