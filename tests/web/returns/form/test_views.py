"""The page of a form for its unit: what each role sees, each button, what was typed is kept."""

import pytest

from keqiao.web.returns.models import Return


def address(form, part=""):
    return f"/returns/{form.pk}/{part}"


def page(client_of, user, form):
    return client_of(user).get(address(form))


def test_the_own_unit_opens_its_form_and_that_is_kept(opened, client_of):
    answer = page(client_of, opened.clerk_1, opened.form)
    assert answer.status_code == 200
    assert "value-market_income" in answer.content.decode()
    assert Return.objects.get(pk=opened.form.pk).read_at is not None
