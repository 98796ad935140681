"""Charts that left the server come back unaltered or not at all."""

from datetime import datetime, timedelta
from time import time

import pytest
from django.core import signing

from keqiao.web.charts import signed
from keqiao.web.charts.definition import ChartError
from keqiao.web.charts.gallery import examples
from keqiao.web.charts.option import echarts_option


@pytest.mark.parametrize("chart", examples(), ids=lambda chart: f"{chart.kind}-{chart.title[:8]}")
def test_a_signed_chart_comes_back(chart):
    again = signed.unsign(signed.sign(chart))
    assert echarts_option(again, document=True) == echarts_option(chart, document=True)


def test_an_altered_text_is_refused():
    text = signed.sign(examples()[0])
    for position in range(0, len(text), 97):
        other = "A" if text[position] != "A" else "B"
        with pytest.raises(ChartError):
            signed.unsign(text[:position] + other + text[position + 1 :])


@pytest.mark.parametrize("text", ["", "x", "a:b:c", ":", "👻"])
def test_what_was_never_signed_is_refused(text):
    with pytest.raises(ChartError):
        signed.unsign(text)


@pytest.mark.parametrize("data", [3, [], {"kind": "bar"}, {"title": "x"}])
def test_a_signature_of_something_else_is_refused(data):
    with pytest.raises(ChartError):
        signed.unsign(signing.dumps(data, salt=signed.SALT, compress=True))
    with pytest.raises(ChartError):
        signed.unsign(signing.dumps(examples()[0].to_dict(), salt="another", compress=True))


def test_an_old_text_is_refused(monkeypatch):
    text = signed.sign(examples()[0])
    later = time() + signed.VALID_SECONDS + 60
    assert datetime.fromtimestamp(later) - datetime.now() > timedelta(days=1)
    monkeypatch.setattr(signing.time, "time", lambda: later)
    with pytest.raises(ChartError):
        signed.unsign(text)
