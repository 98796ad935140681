"""Texts become terms: full and half width are one, compounds keep their parts, places stay those of the writer."""

from hypothesis import given
from hypothesis import strategies as st

from keqiao.engine.matching.text import Analyzer, normalised, pairs

ANALYZER = Analyzer(["谐波减速器"])


def words(text: str) -> list[str]:
    return [word.term for word in ANALYZER.words(normalised(text))]


def test_a_compound_of_the_field_stands_beside_its_parts() -> None:
    assert {"谐波减速器", "减速器", "谐波"} <= set(words("谐波减速器寿命"))


def test_full_width_capitals_and_forms_of_a_word_are_one() -> None:
    assert words("ＡＧＶ Batteries") == words("agv battery")


def test_codes_keep_their_parts_and_short_numbers_are_no_names() -> None:
    assert words("316L 52Ah li-ion 12 2205") == ["316l", "52ah", "ah", "li-ion", "li", "ion", "2205"]


def test_pairs_do_not_reach_over_what_is_no_character() -> None:
    assert list(pairs("锂电，池x钢")) == ["锂电", "池", "钢"]


@given(st.text(max_size=60))
def test_a_text_keeps_its_length_and_words_their_places(text: str) -> None:
    plain = normalised(text)
    assert len(plain) == len(text)
    for word in ANALYZER.words(plain):
        assert 0 <= word.start < word.end <= len(plain)
        if not word.term.isascii():
            assert plain[word.start : word.end] == word.term
