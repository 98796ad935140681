"""Codes typed in full width are the same codes."""

import pytest

from keqiao.web.registry.identifiers import (
    clean_patent_number,
    clean_usci,
    is_like_identity_number,
    written_code,
)


def test_full_width_codes_are_read():
    assert clean_patent_number("ＺＬ２０１７１０６０１８６２．３") == "201710601862.3"
    assert clean_usci("９１３２０４８１０００００００１９Ｕ") == "91320481000000019U"


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("application_no", "ZL 201710601862.3", "201710601862.3"),
        ("application_no", "ＣＮ２０１７１０６０１８６２３", "201710601862.3"),
        ("application_no", "nothing", "nothing"),
        ("orcid", "https://orcid.org/0000-0002-1825-0097", "0000-0002-1825-0097"),
        ("orcid", "ORCID: 0000 0002 1825 0097", "0000-0002-1825-0097"),
        ("orcid", "0000–0002–1825–0097", "0000-0002-1825-0097"),
        ("usci", " 91320481 000000019u", "91320481000000019U"),
        ("registration_no", "'ＨＴ２０２４－００１", "HT2024-001"),
    ],
)
def test_a_code_is_kept_in_one_way_of_writing(field, typed, kept):
    assert written_code(field, typed) == kept


def test_a_number_of_a_person_with_a_slip_is_still_one():
    assert is_like_identity_number("110101199003071233") and is_like_identity_number("11010119900307123X")
    assert not is_like_identity_number("110101199013071233")
    assert not is_like_identity_number("91320481000000019U")


def test_forms_take_a_code_as_it_is_pasted(officer_client):
    page = officer_client.get("/registers/patents/new/").content.decode()
    field = page[page.index('name="application_no"') - 200 :][:500]
    assert "maxlength" not in field
    given = {"application_no": "ZL 201710601862.3", "orcid": "https://orcid.org/0000-0002-1825-0098"}
    patent = officer_client.post("/registers/patents/new/", given).context["form"]
    assert "application_no" not in patent.errors
    person = officer_client.post("/registers/persons/new/", given).context["form"]
    assert "0000-0002-1825-0098" in str(person.errors["orcid"])
