"""The text of a draft: only the changed numbers differ, and it loads to exactly the changed scheme."""

import difflib
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import examples
from tests.web.evaluations.what_if.test_changes import POINTS, SHARES, asked

from keqiao.engine.schemes import fingerprint, load_scheme, packaged
from keqiao.web.evaluations.what_if.changes import ScenarioChanges, changed, differences
from keqiao.web.evaluations.what_if.text import NotInPlace, edited, number

TEXTS = {name: path.read_text(encoding="utf-8") for name, path in packaged().items()}


def drafted(text, pairs, version="9"):
    scheme = load_scheme(text.encode())
    made = changed(scheme, ScenarioChanges.read(scheme, pairs)).model_copy(update={"version": version})
    return edited(text, scheme, made), made


@pytest.mark.parametrize("name", sorted(TEXTS))
@settings(max_examples=examples(12), deadline=None)
@given(data=st.data())
def test_it_loads_to_the_changed_scheme_and_keeps_every_other_line(name, data):
    text = TEXTS[name]
    scheme = load_scheme(text.encode())
    changes = data.draw(asked(scheme))
    made = changed(scheme, changes)
    new = edited(text, scheme, made)
    assert new == text or made is not scheme
    # Full marks are written where a yardstick took them from the weight that moved; nothing else is new.
    without = re.sub(r"\bof: [\d.]+(, |\n +)", "", new)
    lines = zip(text.splitlines(), without.splitlines(), strict=True)
    assert sum(old != now for old, now in lines) <= len(list(differences(scheme, made)))
    # Without the numbers nothing differs: comments, order, quotes and spaces stay.
    signs = str.maketrans("", "", "0123456789.")
    assert without.translate(signs) == text.translate(signs)


def test_one_threshold_is_one_number():
    text = TEXTS["three_pillar"]
    new, made = drafted(text, [("g.good", "72")], version="2024.1-试1")
    gone = [line for line in difflib.ndiff(text.splitlines(), new.splitlines()) if line[0] in "+-"]
    assert gone == ['- version: "2024.1"', '+ version: "2024.1-试1"', "-     at: 75", "+     at: 72"]
    assert fingerprint(load_scheme(new.encode())) == fingerprint(made)


def test_a_key_that_was_not_there_is_written_before_the_others():
    new, made = drafted(SHARES, [("w.A", "0.8")])
    assert "- {weight: 0.8, code: A, name: A, formula: a" in new
    assert fingerprint(load_scheme(new.encode())) == fingerprint(made)


def test_full_marks_are_written_into_yardsticks_in_points():
    new, made = drafted(POINTS, [("w.X", "75")])
    assert "score: {of: 20, rule: steps" in new
    assert "otherwise:\n            of: 20\n            rule: piecewise" in new
    assert new.count("{of: 40, rule: points}") == 2
    assert fingerprint(load_scheme(new.encode())) == fingerprint(made)


def test_line_ends_quotes_signs_and_a_mark_at_the_start():
    text = "\ufeff# 说明：😀 注释\r\n" + POINTS.replace("weight: 60", "weight: '60' # 建议值").replace(
        "\n", "\r\n"
    )
    new, _made = drafted(text, [("w.X", "75")])
    assert "# 说明：😀 注释\r\n" in new
    assert "weight: 75 # 建议值\r\n" in new


def test_numbers_that_stand_for_several_are_refused():
    shared = POINTS.replace("weight: 60", "weight: &six 60").replace("points: 20", "points: *six")
    with pytest.raises(NotInPlace):
        drafted(shared.replace("*six", "20"), [("w.X", "75")])
    alias = SHARES.replace("weight: 0.6", "weight: &w 0.5").replace("weight: 0.4", "weight: *w")
    with pytest.raises(NotInPlace):
        drafted(alias, [("w.X", "0.7")])


def test_a_default_yardstick_in_points_is_refused_with_its_reason():
    from keqiao.web.evaluations.what_if.yardsticks import NotMovable

    text = POINTS.replace("attributes:", "defaults: {score: {rule: points}}\nattributes:")
    text = text.replace(", formula: c, score: {rule: linear, base: 0, full: 10}}", ", formula: c}")
    scheme = load_scheme(text.encode())
    with pytest.raises(NotMovable, match="counts in its points"):
        changed(scheme, ScenarioChanges.read(scheme, [("w.X", "75")]))


@pytest.mark.parametrize(
    ("value", "text"), [(40.0, "40"), (6.5, "6.5"), (1e-7, "0.0000001"), (1e22, "1" + "0" * 22)]
)
def test_numbers_as_they_are_written(value, text):
    assert number(value) == text
