"""A rule of the database says in words which field is wrong and what must hold; no name of a constraint is shown."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils import translation

from keqiao.web.registry.models import Patent, TechContract
from keqiao.web.registry.models.record import Record
from keqiao.web.site.constraints import TAKEN, violation

REGISTERS = [model for model in apps.get_models() if issubclass(model, Record)]
CONSTRAINTS = [(model, constraint) for model in REGISTERS for constraint in model._meta.constraints]


def filled(model):
    """A row whose fields say something, so that every comparison can be made."""
    row = model()
    for number, field in enumerate(model._meta.concrete_fields):
        kind = field.get_internal_type()
        value = {
            "DateField": date(2025, 1, 1 + number % 2),
            "DecimalField": Decimal(-1),
            "PositiveIntegerField": 99_999,
            "CharField": "x",
        }.get(kind)
        if value is not None:
            setattr(row, field.attname, value)
    return row


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    ("model", "constraint"), CONSTRAINTS, ids=[constraint.name for _model, constraint in CONSTRAINTS]
)
def test_no_constraint_shows_its_name(model, constraint, language, db):
    with translation.override(language):
        error = violation(constraint, filled(model))
        text = " ".join(error.messages)
    assert constraint.name not in text and not re.search(r"registry_|\bNone\b|\{|%\(", text)
    if hasattr(error, "error_dict"):
        names = {field.name for field in model._meta.fields}
        assert set(error.error_dict) <= names


def test_a_grant_before_the_filing_is_told_at_the_day_of_the_grant():
    patent = Patent(filed_on=date(2024, 5, 1), granted_on=date(2020, 1, 1))
    constraint = next(one for one in Patent._meta.constraints if one.name == "registry_patent_dates")
    with translation.override("zh-hans"), pytest.raises(ValidationError) as refused:
        raise violation(constraint, patent)
    assert refused.value.message_dict == {"granted_on": ["授权公告日不得早于申请日（2024-05-01）。"]}


def test_a_technology_amount_above_the_amount_is_told_with_the_amount():
    contract = TechContract(amount=Decimal("1000000"), tech_amount=Decimal("2000000"))
    constraint = next(
        one for one in TechContract._meta.constraints if one.name == "registry_contract_tech_amount"
    )
    with translation.override("en"):
        (field, (text,)) = next(iter(violation(constraint, contract).message_dict.items()))
    assert field == "tech_amount" and "1,000,000" in text


def test_a_second_row_of_the_same_number_is_told_at_the_number():
    constraint = next(one for one in Patent._meta.constraints if one.name == "registry_one_patent")
    error = violation(constraint, Patent(application_no="2023105000026"))
    assert error.error_dict["application_no"][0].code == TAKEN
    assert "2023105000026" in error.messages[0]
