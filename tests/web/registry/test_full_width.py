"""Codes typed in full width are the same codes."""

from keqiao.web.registry.identifiers import clean_patent_number, clean_usci


def test_full_width_codes_are_read():
    assert clean_patent_number("ＺＬ２０１７１０６０１８６２．３") == "201710601862.3"
    assert clean_usci("９１３２０４８１０００００００１９Ｕ") == "91320481000000019U"
