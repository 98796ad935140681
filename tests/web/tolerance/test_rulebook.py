"""The rules as data: complete in both languages, every part with its source, marked as a proposal."""

from __future__ import annotations

import pytest
from django.utils import translation
from tests.web.documents import enacted

from keqiao.web.tolerance.answers import answers_of
from keqiao.web.tolerance.documents import RULES
from keqiao.web.tolerance.rulebook import ground_name, ground_of, rules_of


@pytest.fixture
def rules(db):
    return RULES.in_force()


def test_codes_are_unique_and_texts_are_there(rules):
    for items in (rules.grounds, rules.negative):
        assert len({item.code for item in items}) == len(items) > 4
        for item in items:
            assert all((text.zh and text.en) for text in (item.name, item.text, rules.sources[item.source]))


def test_the_file_claims_no_local_rule(rules):
    assert "建议稿" in rules.status.zh
    assert "不得作为规定引用" in rules.note.zh
    assert rules.apply_within_days is None


def test_words_follow_the_reader(rules):
    with translation.override("en"):
        assert ground_name("route") == "A technical route that failed"
    with translation.override("zh-hans"):
        assert ground_name("route") == "技术路线探索失败"
    assert ground_name("gone") == "gone"


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        ("source: law", "source: hearsay", "grounds.route.source"),
        ("code: first_failure", "code: route", "grounds.route.code"),
    ],
)
def test_an_unknown_source_and_a_code_that_stands_twice_are_refused(before, after, key):
    reading = RULES.read(RULES.package_text.replace(before, after, 1))
    assert reading.usable is None
    assert [finding.key for finding in reading.errors] == [key]
    assert reading.errors[0].line > 1 and reading.errors[0].remedy


def test_a_case_keeps_the_rules_it_was_applied_for_by(applied, checked):
    """Another list comes into force: an application that was handed in reads as it was handed in."""
    checked.refresh_from_db()
    before = ground_of(checked), [answer.item.code for answer in answers_of(checked)]
    assert checked.documents == {RULES.code: RULES.packaged}
    enacted(
        RULES, ("技术路线探索失败", "技术探索失败"), ("- code: law", "- code: laws"), ('"2026.1"', '"2030.1"')
    )
    assert (ground_of(checked), [answer.item.code for answer in answers_of(checked)]) == before
    assert (rules_of(checked).version, RULES.in_force().version) == ("2026.1", "2030.1")
