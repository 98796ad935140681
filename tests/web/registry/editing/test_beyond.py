"""Every choice and number of every register's form, with what no column holds: an answer in words, never a failure."""

import pytest
from django import forms

from keqiao.web.registry.editing.forms import form_for
from keqiao.web.registry.registers import REGISTERS
from keqiao.web.site.figures import FigureField

PATHS = (
    "registers/patents/{}/",
    "registers/patents/{}/edit/",
    "changes/{}/",
    "returns/{}/",
    "returns/{}/history/",
)
CHECKED = (forms.ChoiceField, forms.ModelChoiceField, FigureField, forms.CharField, forms.DateField)
BEYOND = [
    "99999999999999999999",
    "-99999999999999999999",
    "9" * 5000,
    "1e308",
    "NaN",
    "٣",
    "9223372036854775808",
    "#99999999999999999999",
]


def test_every_form_of_a_register_answers(officer, officer_client):
    for key, register in REGISTERS.items():
        form = form_for(officer, register, register.model())
        names = [name for name, field in form.fields.items() if isinstance(field, CHECKED)]
        for text in BEYOND:
            answer = officer_client.post(f"/registers/{key}/new/", dict.fromkeys(names, text))
            assert answer.status_code in {200, 302}, (key, text)
            for name in names if answer.status_code == 200 else ():
                if isinstance(form.fields[name], FigureField):
                    assert name in answer.context["form"].errors, (key, name, text)


@pytest.mark.parametrize("text", BEYOND[:3])
def test_addresses_with_keys_beyond_the_column_are_not_found(officer_client, text):
    digits = text.lstrip("-")
    for path in (
        "registers/patents/{}/",
        "registers/patents/{}/edit/",
        "changes/{}/",
        "returns/{}/",
        "returns/{}/history/",
    ):
        assert officer_client.get("/" + path.format(digits)).status_code == 404, path


def test_numbers_are_text_fields(officer):
    for register in REGISTERS.values():
        form = form_for(officer, register, register.model())
        html = "".join(str(field) for field in form)
        assert 'type="number"' not in html, register.key
