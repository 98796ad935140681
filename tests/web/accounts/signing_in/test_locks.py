"""Failures make wait, then lock; the same for names that exist and names that do not."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from tests.web.accounts.signing_in.conftest import LOGIN, words
from tests.web.conftest import PASSWORD

from keqiao.web.accounts.models import SignIn
from keqiao.web.accounts.signing_in import locks
from keqiao.web.audit.models import Entry


def fail(sign_in, clock, name: str, times: int, client: Client | None = None):
    """So many failures, each after the delay that the ones before demand."""
    answer = None
    for _ in range(times):
        answer = sign_in(name, "wrong", client)
        clock(locks.LONGEST_DELAY + 1)
    return answer


def test_delays_grow_up_to_half_a_minute():
    delays = [locks.delay_after(failures) for failures in range(0, 12)]
    assert delays[:3] == [0, 0, 2]
    assert delays == sorted(delays)
    assert delays[-1] == 30
    assert locks.delay_after(10**9) == 30


@pytest.mark.parametrize("name", ["officer", "nobody"])
def test_after_five_failures_even_the_right_password_waits(name, officer, sign_in, clock, settings):
    answer = fail(sign_in, clock, name, 5)
    assert "已锁定" in words(answer)
    answer = sign_in(name)
    assert "失败次数过多：该用户名在此处的登录已锁定，还需 20 分钟。可请管理员解锁。" in words(answer)
    clock(settings.AXES_COOLOFF_TIME.total_seconds())
    client = Client()
    assert sign_in(name, client=client).status_code == (302 if name == "officer" else 200)


def test_the_message_is_in_english_too(officer, sign_in, clock, settings):
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    text = words(fail(sign_in, clock, "officer", 5, client))
    assert "locked from here for another 20 minutes" in text


def test_the_page_is_the_same_for_a_name_that_does_not_exist(officer, sign_in, clock):
    def texts(name: str) -> list[str]:
        pages = []
        for _ in range(6):
            pages.append(words(sign_in(name, "wrong")).replace(name, ""))
            clock(31)
        return pages

    assert texts("officer") == texts("nobody1")


def test_before_the_lock_hasty_attempts_are_not_even_tried(officer, sign_in, clock):
    sign_in("officer", "wrong")
    sign_in("officer", "wrong")
    answer = sign_in("officer")
    assert answer.status_code == 200
    assert "请等待 2 秒后再试" in words(answer)
    clock(3)
    assert sign_in("officer").status_code == 302


def test_attempts_while_locked_do_not_prolong_the_lock(officer, sign_in, clock, settings):
    fail(sign_in, clock, "officer", 5)
    clock(10 * 60)
    assert "已锁定" in words(sign_in("officer"))
    clock(11 * 60)
    assert sign_in("officer").status_code == 302


def test_a_lock_holds_at_its_address_only(officer, sign_in, clock):
    fail(sign_in, clock, "officer", 6)
    elsewhere = Client(REMOTE_ADDR="203.0.113.7")
    assert sign_in("officer", client=elsewhere).status_code == 302


def test_another_browser_at_the_same_address_is_locked_as_well(officer, sign_in, clock):
    for number in range(5):
        sign_in("officer", "wrong", Client(HTTP_USER_AGENT=f"Browser {number}"))
        clock(31)
    assert "已锁定" in words(sign_in("officer", client=Client(HTTP_USER_AGENT="Another")))


def test_success_forgets_the_failures(officer, sign_in, clock):
    fail(sign_in, clock, "officer", 4)
    assert sign_in("officer").status_code == 302
    fail(sign_in, clock, "officer", 4)
    assert sign_in("officer").status_code == 302


def test_lock_and_refused_attempts_are_in_the_log_and_the_list(officer, sign_in, clock):
    fail(sign_in, clock, "officer", 5)
    entry = Entry.objects.get(action="accounts.lock")
    assert (entry.outcome, entry.detail["username"], entry.address) == ("denied", "officer", "127.0.0.1")
    sign_in("officer")
    assert Entry.objects.order_by("-number")[0].outcome == "denied"
    assert list(officer.sign_ins.values_list("outcome", flat=True)) == ["locked", *["password"] * 5]
    assert SignIn.objects.count() == 6


def test_an_administrator_sees_and_lifts_locks(officer, user_with, sign_in, clock):
    fail(sign_in, clock, "officer", 5)
    fail(sign_in, clock, "nobody", 2)
    assert [(lock.username, lock.address, lock.failures) for lock in locks.locked()] == [
        ("officer", "127.0.0.1", 5)
    ]
    with pytest.raises(PermissionDenied):
        locks.unlock(officer, "officer")
    assert locks.unlock(user_with("security_admin"), "officer") == 1
    assert locks.locked() == []
    assert Entry.objects.get(action="accounts.unlock").detail["username"] == "officer"
    assert sign_in("officer").status_code == 302


def test_a_password_typed_as_the_name_is_not_in_the_log(client, officer, clock, last, settings):
    """Neither with the attempt nor with the lock; the mark tells only that the same was typed again."""
    settings.AXES_FAILURE_LIMIT = 3
    for name in (PASSWORD, PASSWORD, "another one", PASSWORD):
        clock(60)
        client.post(LOGIN, {"username": name, "password": "officer"})
    entries = list(Entry.objects.order_by("number"))
    assert "accounts.lock" in {entry.action for entry in entries}
    assert PASSWORD not in str(
        [(entry.detail_text, entry.target_name, entry.actor_name) for entry in entries]
    )
    marks = [entry.detail["unknown_name"] for entry in entries if entry.action == "accounts.sign_in"]
    assert marks[0] == marks[1] == marks[3] != marks[2]
    before = marks[0]
    settings.SECRET_KEY = "another installation's key, just as long as the first"
    client.post(LOGIN, {"username": PASSWORD, "password": "x"}, REMOTE_ADDR="10.0.0.9")
    assert last().detail["unknown_name"] != before


def test_no_password_is_kept_with_the_failures(officer, sign_in):
    from axes.models import AccessAttempt

    sign_in("officer", "a-nearly-right-secret")
    attempt = AccessAttempt.objects.get()
    assert "nearly" not in attempt.post_data + attempt.get_data


@pytest.mark.parametrize(
    "fields",
    [
        {"username": "a\x00b", "password": "x"},
        {"username": "officer", "password": "x\x00", "next": "\x00"},
        {"username": "officer", "password": "x", "next": "/" * 5000},
        {"username": "厂" * 150, "password": "密" * 4000},
        {"username": ["a", "b"], "password": ["c", "d"]},
        {},
    ],
)
def test_hostile_fields_are_answered(client, officer, fields):
    for _ in range(3):
        assert client.post(LOGIN, fields).status_code == 200
    assert client.post(f"{LOGIN}?next=%00&ended=%00").status_code in {200, 400}
    assert client.get(LOGIN, {"ended": "<script>", "next": "javascript:alert(1)"}).status_code == 200
