"""A line of a list is checked as the form checks a posting; what is wrong is named at its column."""

import pytest
from django.utils import translation
from tests.web.exchange.conftest import TITLE, a_need

from keqiao.web.exchange.importing.posting_lines import planned
from keqiao.web.exchange.models import Need, Offer

GOOD = {"title": "薄板表面检测", "body": "漏检率由1.2%降到0.2%以下。", "budget": "1,200.5"}


def line_of(user, model=Need, **cells):
    with translation.override("zh-hans"):
        (line,) = planned(user, model, [{"row": 2, "cells": {k: v for k, v in (GOOD | cells).items() if v}}])
    return line


def test_a_good_line_is_of_the_own_firm_with_money_in_yuan(exchange):
    line = line_of(exchange.seeking.user, kind="设备")
    assert line["errors"] == {}
    assert line["fields"]["organisation_id"] == exchange.seeking.organisation.pk
    assert (line["fields"]["kind"], line["fields"]["budget_high"]) == ("equipment", "12005000.00")


@pytest.mark.parametrize(
    ("text", "yuan"), [("12万元", "120000.00"), ("1.2亿元", "120000000.00"), ("５０", "500000.00")]
)
def test_money_is_read_as_everywhere(exchange, text, yuan):
    assert line_of(exchange.seeking.user, budget=text)["fields"]["budget_high"] == yuan


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("title", ""),
        ("body", "机密★5年，不得外传"),
        ("kind", "别的"),
        ("budget", "约十万"),
        ("budget", "NaN"),
        ("budget", "12,34"),
        ("budget", "1,2,3"),
        ("budget", "(100)"),
        ("months", "1e9"),
        ("cluster", "没有这个集群"),
        ("organisation", "没有这家单位"),
        ("organisation", "乙材料有限公司"),  # another's: a firm posts for itself only
    ],
)
def test_what_is_wrong_is_named_at_its_column(exchange, column, text):
    line = line_of(exchange.seeking.user, **{column: text})
    assert line["state"] == "error" and list(line["errors"]) == [column]


def test_brokers_name_whose_it_is_and_offers_have_a_readiness(exchange):
    cells = {"organisation": "乙材料有限公司", "trl": "7", "budget": ""}
    assert line_of(exchange.broker, Offer, **cells)["fields"]["trl"] == 7
    assert list(line_of(exchange.broker, Offer, **(cells | {"trl": "10"}))["errors"]) == ["trl"]
    assert list(line_of(exchange.broker, **{"organisation": ""})["errors"]) == ["organisation"]


def test_what_is_nearly_the_same_is_told_before_it_is_posted(exchange):
    a_need(exchange)
    assert line_of(exchange.seeking.user, title=TITLE)["warnings"]
    assert not line_of(exchange.seeking.user)["warnings"]
