"""Pages on paper (A4): place and day on the first sheet, heads on each, nothing cut, empty or to be pressed."""

import io
from collections.abc import Callable
from unicodedata import normalize

import pypdf
import pytest
from playwright.sync_api import Page

A4 = (595, 842)
ONE_SHEET = {"width": 703, "height": 1000}
"""The width of a sheet without its margins, in CSS pixels."""
CUT = """() => [...document.querySelectorAll("main svg")].filter(part => part.getClientRects().length)
  .filter(part => part.getBoundingClientRect().right > document.documentElement.clientWidth + 1
    || part.getBoundingClientRect().width < 1).map(part => part.outerHTML.slice(0, 80))"""
EMPTY = """() => [...document.querySelectorAll("main .card, main figure")].filter(part => part.getClientRects().length)
  .filter(part => !part.innerText.trim() && !part.querySelector("svg, img")).map(part => part.outerHTML.slice(0, 80))"""
PRESSED = """() => [...document.querySelectorAll("main button:not(.sort), main [type=checkbox], main nav a, aside")]
  .filter(part => part.getClientRects().length).map(part => part.outerHTML.slice(0, 80))"""
PAGES = {
    "/evaluations/2024-001/": ("总分", "储能院"),
    "/cockpit/": ("研发人员", "储能院"),
    "/registers/patents/": ("核验", "示范"),
    "/figures/market_income/city/2023/": ("登记人", "18,038.20"),
    "/evaluations/gradings/3/material/": ("科创平台", "储能院"),
    "/funding/1/payments/": ("未拨付", "合计"),
}
"""Page → the last heading of its main table that must not be cut off, and a word that it shows."""


@pytest.mark.usefixtures("witness")
def test_pages_are_whole_on_paper(signed_in: Callable[..., Page]) -> None:
    page = signed_in("officer", width=ONE_SHEET["width"], height=ONE_SHEET["height"])
    page.emulate_media(media="print")
    for address, (head, word) in PAGES.items():
        page.goto(address)
        page.wait_for_function("() => !document.querySelector('[data-chart]:not(:has(svg))')")
        assert not page.evaluate(CUT), (address, page.evaluate(CUT))
        assert not page.evaluate(EMPTY), (address, page.evaluate(EMPTY))
        assert not page.evaluate(PRESSED), (address, page.evaluate(PRESSED))
        sheets = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
        texts = [
            normalize("NFKC", sheet.extract_text()) for sheet in sheets
        ]  # a font may name 示 by its radical
        assert all(tuple(map(round, sheet.mediabox[2:])) == A4 for sheet in sheets), address
        assert "示范市" in texts[0] and "打印时间" in texts[0], (address, texts[0][:200])
        assert word in "".join(texts) and head in "".join(texts), (address, head, word)
        assert all(len("".join(text.split())) > 20 for text in texts), (
            address,
            [len(text) for text in texts],
        )
        if address.startswith("/registers/"):
            assert len(texts) > 1 and all(head in text for text in texts), address
