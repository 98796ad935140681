"""What an entry's details say is in words: keys and states as the models call them, not as the code does."""

import pytest
from django.utils import translation

from keqiao.web.audit.details import pairs


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-hans", {"状态": "已提出 → 复核中", "申请号": "— → 202410000001.1", "模拟测算次数": "500"}),
        ("en", {"state": "Lodged → In re-check", "application number": "— → 202410000001.1", "draws": "500"}),
    ],
)
def test_fields_and_states_stand_in_words(language, words):
    detail = {
        "before": {"state": "lodged"},
        "after": {"state": "checking", "application_no": "202410000001.1"},
        "draws": 500,
    }
    with translation.override(language):
        assert dict(pairs(detail)) == words
        assert pairs({"nobody_knows": 1}) == [("nobody_knows", "1")]
