"""Help as a reader meets it: from the page it is about, in the own language; how to sign in without signing in."""

import pytest
from django.test import Client
from tests.web.markup import markup

from keqiao.web.help.search_hits import search, terms_of


@pytest.fixture
def reader(client_of):
    return client_of("platform_clerk")


@pytest.fixture
def in_english(reader, settings):
    reader.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return reader


def test_each_page_leads_to_the_document_about_it(reader):
    assert 'href="/help/find-your-way/"' in markup(reader.get("/"))
    assert 'href="/help/reminders/"' in markup(reader.get("/reminders/"))
    assert 'href="/help/import-and-paste/"' in markup(reader.get("/registers/patents/import/"))
    assert 'href="/help/keep-the-registers/"' in markup(reader.get("/registers/patents/"))
    assert 'href="/help/"' in markup(reader.get("/help/reminders/"))


def test_a_document_is_read_in_the_own_language(reader, in_english, settings):
    assert "<h1" in markup(in_english.get("/help/reminders/"))
    assert "See what comes due" in markup(in_english.get("/help/reminders/"))
    reader.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"
    assert "到期提醒" in markup(reader.get("/help/reminders/"))


def test_who_cannot_sign_in_reads_how(db):
    nobody = Client()
    assert 'href="/help/sign-in/"' in markup(nobody.get("/accounts/login/"))
    assert nobody.get("/help/sign-in/").status_code == 200
    assert nobody.get("/help/reminders/").status_code == 302


def test_a_document_shows_its_pictures(reader):
    page = markup(reader.get("/help/evaluate-platforms/"))
    assert 'src="/help/pictures/why.png"' in page
    assert reader.get("/help/pictures/why.png")["Content-Type"] == "image/png"


def test_what_is_not_there_is_not_found(reader):
    for address in (
        "/help/nothing/",
        "/help/README/",
        "/help/pictures/nothing.png",
        f"/help/pictures/{'x' * 5000}.png",
    ):
        assert reader.get(address).status_code == 404


def test_search_leads_to_the_part_that_answers(in_english):
    page = markup(in_english.get("/help/", {"words": "recovery code"}))
    assert 'href="/help/sign-in/#part-3"' in page
    assert "<mark>" in page
    assert "No document speaks of that." in markup(in_english.get("/help/", {"words": "xyzzy"}))


def test_a_question_in_chinese_needs_no_blanks():
    assert terms_of("怎么上传 PDF") == ["怎么", "么上", "上传", "pdf"]
    assert search("怎么撤回报送", "zh-hans")[0].document.name == "fill-in-a-return"


@pytest.mark.parametrize("words", ["", "   ", "(", "%_", "\\", "<b>", "的" * 100])
def test_any_words_may_be_searched_for(words, reader):
    assert reader.get("/help/", {"words": words}).status_code == 200
