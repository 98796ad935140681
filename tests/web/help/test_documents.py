"""The documents of the users as pages: in both languages, linked to one another, safe, and about each page."""

import re

import pytest
from django.conf import settings
from django.urls import get_resolver
from tests.sources import SOURCE, sentences_of
from tests.web.site.test_access import PATTERNS

from keqiao.web.help.context import document_about
from keqiao.web.help.documents import CONTENTS, LANGUAGES, folder, names, read, render
from keqiao.web.site.rooms import rooms

ALL = [(name, language) for language in LANGUAGES for name in (CONTENTS, *names(language))]
NAVIGATION = [entry.path for room in rooms() for entry in room.navigation]


def source(name: str, language: str) -> str:
    return (folder() / language / f"{name}.md").read_text(encoding="utf-8")


def links(name: str, language: str) -> list[str]:
    """The documents that a document names, each once."""
    return sorted(set(re.findall(r"\]\(([^)]+)\)", source(name, language))))


def test_both_languages_have_the_same_documents():
    assert names("en") == names("zh-hans")


def shape(name: str, language: str) -> list[str]:
    """Headings and tables in their order: level, columns with their alignment."""
    return re.findall(r"^#+ |^\|[ -:|]+\|$", source(name, language), re.M)


def test_both_languages_of_a_document_are_built_alike():
    """The same headings and tables in the same order, and the same links."""
    pages = (CONTENTS, *names("en"))
    assert [name for name in pages if shape(name, "en") != shape(name, "zh-hans")] == []
    assert [name for name in pages if links(name, "en") != links(name, "zh-hans")] == []


def interface() -> set[str]:
    """Every word of the interface and of its workbooks in Chinese; … stands for what is filled in."""
    catalogues = SOURCE.glob("**/locale/zh_Hans/LC_MESSAGES/*.po")
    entries = [entry for path in catalogues for entry in sentences_of(path)]
    texts = {
        text
        for entry in entries
        for text in (entry.string if isinstance(entry.id, tuple) else [entry.string])
    }
    return {re.sub(r"%\(\w+\)s", "…", text) for text in texts} | {"中文", "English"}


def test_words_of_the_interface_are_quoted_as_they_are():
    """Who renames a button mends the documents that name it."""
    words = interface()
    quoted = {
        (name, word)
        for name in (CONTENTS, *names("zh-hans"))
        for word in re.findall(r"【([^】]+)】", source(name, "zh-hans"))
    }
    assert len(quoted) > 200
    assert sorted((name, word) for name, word in quoted if word not in words) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_of_contents_leads_to_every_document(language):
    assert links(CONTENTS, language) == sorted(f"{name}.md" for name in names(language))


def test_no_page_has_a_style_a_script_or_another_host():
    unsafe = re.compile(r"<(script|style|iframe)|\sstyle=|\son\w+=|(src|href)=\"(http:|//|javascript:)")
    assert not [(name, language) for name, language in ALL if unsafe.search(read(name, language).html)]


def test_mark_up_within_a_document_is_shown_and_not_followed():
    text = "# T\n\n<script>alert(1)</script> <b>x</b> [y](javascript:alert(1)) [z](../../developer/api.md)"
    html = render(text, "t", "en").html
    assert "&lt;script&gt;" in html and "<b>" not in html
    assert "href" not in html and "<span>z</span>" in html


def test_figures_in_tables_stand_right_by_a_class():
    html = render("# T\n\n| a |\n| ---: |\n| 1 |\n", "t", "en").html
    assert '<td class="number">1</td>' in html


def test_anchors_are_the_same_in_both_languages():
    for name in names("en"):
        anchors = [[section.anchor for section in read(name, language).sections] for language in LANGUAGES]
        assert anchors[0] == anchors[1], name


@pytest.mark.parametrize("path", NAVIGATION)
def test_every_entry_of_the_navigation_has_a_document(path):
    match = get_resolver().resolve(path)
    assert document_about(match.namespace, match.url_name) in names("en")


def test_rooms_name_documents_and_addresses_that_exist():
    for room in rooms():
        assert set(room.help.values()) <= set(names("en")), room.label
        assert {f"{room.label}:{address}" for address in room.help if address} <= set(PATTERNS), room.label


def test_languages_are_those_of_the_product():
    assert set(LANGUAGES) == {code for code, _ in settings.LANGUAGES}
