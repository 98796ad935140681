"""Fields of figures: text inputs, exact, what was typed survives, units are converted and listed."""

from decimal import Decimal

import pytest
from django import forms

from keqiao.web.site.figures import YUAN, FigureField, MoneyField

WRONG = ["4 2", "12,34", "1,2,3", "1e308", "1e5", "NaN", "inf", "9" * 40, "约1", "无", "-", "5²", "<b>", "\0"]
OWN = [
    ("money", "0.0000001"),
    ("voucher", "0.001"),
    ("people", "2.5"),
    ("people", "1001"),
    ("people", "12元"),
    ("share", "1元"),
]


class Form(forms.Form):
    money = MoneyField(required=False)
    voucher = MoneyField(unit=YUAN, required=False)
    people = FigureField(unit="人", whole=True, min_value=0, max_value=1000, required=False)
    share = FigureField(unit="%", required=False, max_digits=6, decimal_places=2)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("money", "123.45", "1234500"),
        ("money", "123.45万元", "1234500"),
        ("money", "１２．５", "125000"),
        ("money", "1.2亿", "120000000"),
        ("money", "0.000001", "0.01"),
        ("money", "265 412.5", "2654125000"),
        ("voucher", "2,643,660.00", "2643660.00"),
        ("voucher", "264.366万元", "2643660"),
        ("voucher", "0.01", "0.01"),
        ("people", "1,000", "1000"),
        ("people", "610人", "610"),
        ("share", "30%", "30"),
        ("share", "", None),
    ],
)
def test_figures_are_exact_in_the_stored_unit(name, text, value):
    form = Form({name: text})
    assert form.is_valid(), form.errors
    assert form.cleaned_data[name] == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("name", "text"),
    [(name, text) for name in ("money", "voucher", "people", "share") for text in WRONG] + OWN,
)
def test_what_is_refused_is_marked_and_stays_as_typed(name, text):
    form = Form({name: text})
    assert list(form.errors) == [name]
    html = str(form[name])
    assert 'inputmode="decimal"' in html and 'type="text"' in html and 'type="number"' not in html
    assert form[name].value() == text


def test_stored_amounts_are_shown_in_the_unit_of_the_field_and_come_back_unchanged():
    form = Form(initial={"money": Decimal("1234567.89"), "voucher": Decimal("2643660.00"), "people": 12})
    assert [form[name].value() for name in ("money", "voucher", "people")] == ["123.456789", "2643660", "12"]
    assert 'value="123.456789"' in str(form["money"]) and 'value="2643660"' in str(form["voucher"])
    again = Form({"money": "123.456789", "voucher": "2643660", "people": "12"}, initial=form.initial)
    assert again.is_valid() and not again.changed_data


def test_conversions_are_said_and_plain_separators_are_not():
    form = Form({"money": "1.2亿", "voucher": "2,643,660.00", "people": "12"})
    assert form.is_valid()
    remarks = {name: form.fields[name].remark for name in form.fields}
    assert "1.2亿" in remarks["money"] and not remarks["voucher"] and not remarks["people"]
