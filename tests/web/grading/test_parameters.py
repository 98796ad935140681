"""What grading.yaml may say."""

import pytest
from tests.web.grading.conftest import after

from keqiao.web.grading import parameters
from keqiao.web.grading.services.publishing import shortest_end


def test_the_package_says_seven_days():
    assert parameters.parameters().publicity_days == 7
    assert shortest_end(after(0).date()) == after(6).date()


@pytest.mark.parametrize(
    "text",
    [
        "{publicity_days: 0, show_totals: false, issuer: x}",
        "{publicity_days: '7', show_totals: false, issuer: x}",
        "{publicity_days: true, show_totals: false, issuer: x}",
        "{publicity_days: 7, show_totals: 1, issuer: x}",
        "{publicity_days: 7, show_totals: false, issuer: ' '}",
    ],
)
def test_nonsense_is_refused(tmp_path, monkeypatch, text):
    file = tmp_path / "grading.yaml"
    file.write_text(text, encoding="utf-8")
    monkeypatch.setattr(parameters, "FILE", file)
    with pytest.raises(ValueError, match=r"grading\.yaml"):
        parameters.parameters.__wrapped__()
