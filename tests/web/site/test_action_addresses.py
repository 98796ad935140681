"""The address of an action, opened as a page: after a refusal, a change of language, signing in anew."""

import pytest


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/registers/contracts/new/", None),
        ("/returns/15/save/", "/returns/15/"),
        ("/returns/15/unlock/decide/", "/returns/15/unlock/"),
        ("/returns/15/unlock/", "/returns/15/"),
        ("/accounts/logout/", "/"),
    ],
)
def test_it_leads_to_the_page_it_belongs_to(officer_client, address, page):
    answer = officer_client.get(address)
    assert (answer.url if page else answer.status_code) == (page or 200)


def test_nothing_is_done_there(officer_client):
    officer_client.get("/accounts/logout/")
    assert officer_client.get("/registers/").status_code == 200


def test_programs_are_told_that_there_is_no_such_operation(officer_client):
    assert officer_client.delete("/api/v1/measures/").status_code == 405


def test_signing_in_anew_leads_from_a_refused_form_to_its_page(db, client):
    answer = client.get("/returns/15/save/", follow=True)
    assert answer.redirect_chain[-1][0] == "/accounts/login/?next=/returns/15/"
