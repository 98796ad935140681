"""Details for readers: keys in words, changes as before → after, nothing secret."""

import pytest
from django.utils import translation

from keqiao.web.accounts import witness
from keqiao.web.audit.details import KEYS, pairs, without_secrets
from keqiao.web.audit.models import Entry
from keqiao.web.audit.services import record


@pytest.mark.parametrize(
    ("detail", "told"),
    [
        ({"reason": "录错"}, [("原因", "录错")]),
        ({"unheard_of": 1}, [("unheard_of", "1")]),
        ({"before": ["firm"], "after": ["firm", "broker"]}, [("变更", "firm → firm、broker")]),
        ({"value": 5, "before": 4, "supersedes": 9}, [("数值", "4 → 5"), ("更正的记录", "9")]),
        ({"before": {"name": "甲", "x": 1}, "after": {"name": "乙", "x": 1}}, [("名称", "甲 → 乙")]),
        ({"before": None, "after": {"name": "乙"}}, [("名称", "— → 乙")]),
        ({"is_active": {"before": True, "after": False}}, [("启用", "是 → 否")]),
        ({"changes": {"name": {"before": "", "after": "乙"}}}, [("名称", "— → 乙")]),
        ({"query": {"user": "li", "k": []}}, [("查询条件", "用户：li；k：—")]),
        ({}, []),
    ],
)
def test_details_are_told(detail, told):
    with translation.override("zh-hans"):
        assert pairs(detail) == told


def test_every_known_key_has_chinese():
    with translation.override("zh-hans"):
        assert [key for key, words in KEYS.items() if str(words).isascii() and key != "sha256"] == []


@pytest.mark.parametrize(
    "key", ["password", "new_password1", "PASSWD", "client_secret", "token", "api_token", "otp"]
)
def test_what_stands_under_a_secret_key_is_hidden(db, key):
    entry = record(None, "test.act", detail={key: "hunter2", "list": [{key: ["hunter2"]}], "reason": "fine"})
    assert "hunter2" not in entry.detail_text
    assert entry.detail["reason"] == "fine"


def test_that_a_secret_was_changed_may_be_said():
    assert without_secrets({"password_changed": True, "tokens": 3}) == {"password_changed": True, "tokens": 3}


def test_signing_in_and_changing_the_password_leave_no_secret(client, user_with):
    """Over the pages themselves: neither the old nor the new password nor what was mistyped is kept."""
    old, new, wrong = "a long enough secret 7", "another long secret 8", "mistyped secret 9"
    user = user_with("bureau_officer", username="li")
    client.post("/accounts/login/", {"username": "li", "password": wrong})
    client.post("/accounts/login/", {"username": "li", "password": old})
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    fields = {"old_password": old, "new_password1": new, "new_password2": new}
    client.post("/accounts/password/", fields)
    client.post("/accounts/password_change/", fields)
    kept = "\n".join(
        f"{entry.detail_text} {entry.target_name} {entry.target_key} {entry.actor_name}"
        for entry in Entry.objects.all()
    )
    assert Entry.objects.filter(action="accounts.sign_in").exists()
    assert not [secret for secret in (old, new, wrong, user.password) if secret in kept]


def test_the_witness_of_sign_ins_says_no_more_than_the_name(officer):
    witness.sign_in_failed("officer")
    witness.sign_in_failed("mallory")
    known, unknown = (entry.detail for entry in Entry.objects.order_by("number"))
    assert known == {"username": "officer"}
    assert set(unknown) == {"unknown_name"} and "mallory" not in str(unknown)
