"""Many names from one address, or one name from many addresses: slowed down, told in words, and an alarm."""

import pytest
from axes.models import AccessAttempt
from django.core import mail
from django.test import Client
from django.utils import timezone
from tests.web.accounts.signing_in.conftest import LOGIN, words
from tests.web.conftest import PASSWORD

from keqiao.web.accounts.alarms import send_alarms
from keqiao.web.accounts.models import Alarm
from keqiao.web.accounts.signing_in import throttles
from keqiao.web.audit.models import Entry

HERE, THERE = "203.0.113.7", "198.51.100.9"


def fail(name: str, address: str = HERE):
    return Client(REMOTE_ADDR=address).post(LOGIN, {"username": name, "password": "Wrong-word-7"})


def enter(name: str, address: str = HERE):
    return Client(REMOTE_ADDR=address).post(LOGIN, {"username": name, "password": PASSWORD})


def spray(count: int, address: str = HERE, *, prefix: str = "person"):
    return [fail(f"{prefix}{number}", address) for number in range(count)]


def botnet(name: str, count: int):
    return [fail(name, f"192.0.2.{number}") for number in range(count)]


def test_delays_begin_at_the_bound_and_grow_to_five_minutes():
    assert [throttles.delay_after(20 + number, 20) for number in (-1, 0, 1, 2, 7, 50)] == [
        0,
        2,
        4,
        8,
        256,
        300,
    ]


def test_86_names_from_one_address(officer, settings):
    """The finding itself: 86 failures on 86 names in a moment. All but the first are not even tried."""
    answers = spray(86)
    tried = AccessAttempt.objects.filter(ip_address=HERE).count()
    assert (
        settings.ADDRESS_FAILURES <= tried <= settings.ADDRESS_FAILURES + 4
    )  # (a delay may pass on a busy machine)
    assert "本网络地址登录失败次数过多" in words(answers[-1])
    assert "秒" in words(answers[-1])


def test_another_address_is_not_concerned(officer):
    spray(30)
    assert enter("officer", THERE).status_code == 302


def test_one_name_from_many_addresses(officer, settings, clock):
    answers = botnet("officer", settings.NAME_FAILURES + 3)
    assert "多处登录失败" in words(answers[-1])
    assert AccessAttempt.objects.filter(username="officer").count() == settings.NAME_FAILURES
    assert "多处登录失败" in words(enter("officer", THERE))
    clock(throttles.LONGEST + 1)
    assert enter("officer", THERE).status_code == 302  # slowed, never locked


def test_a_name_that_does_not_exist_is_answered_alike(officer, settings):
    known = botnet("officer", settings.NAME_FAILURES + 1)[-1]
    unknown = botnet("nobody", settings.NAME_FAILURES + 1)[-1]
    assert words(known).replace("officer", "") == words(unknown).replace("nobody", "")


def test_the_delay_ends_by_itself_and_grows(officer, settings, clock):
    spray(settings.ADDRESS_FAILURES)
    assert "本网络地址" in words(fail("next"))
    clock(3)
    assert "本网络地址" in words(fail("next"))  # the failure that was let through brings the longer delay
    clock(3)
    assert "本网络地址" in words(fail("other"))
    clock(2)
    assert AccessAttempt.objects.filter(ip_address=HERE).count() == settings.ADDRESS_FAILURES + 1


def test_who_is_known_at_the_address_is_not_shut_out(officer, settings, clock):
    """Behind the router of an office: a colleague's mischief costs the others half a minute, not the day."""
    assert enter("officer").status_code == 302
    settings.ADDRESS_FAILURES = 5
    for number in range(14):
        fail(f"person{number}")
        clock(throttles.LONGEST + 1 if number > 5 else 60)
        settings.AXES_COOLOFF_TIME = timezone.timedelta(hours=10)
    fail("last")
    assert "等待" in words(enter("officer"))
    clock(throttles.LONGEST_WHERE_KNOWN + 1)
    assert "本网络地址" in words(fail("stranger"))
    assert enter("officer").status_code == 302


def test_an_ipv6_subscriber_is_one_address(officer, settings):
    for number in range(settings.ADDRESS_FAILURES + 5):
        last = fail(f"person{number}", f"2001:db8:1:2::{number + 1:x}")
    assert "本网络地址" in words(last)
    assert enter("officer", "2001:db8:1:3::1").status_code == 302


def test_failures_of_a_time_to_come_hold_nobody_up(officer, settings, clock):
    clock(400 * 24 * 3600)
    spray(settings.ADDRESS_FAILURES + 2)
    for _ in range(6):
        fail("officer")
    clock(-400 * 24 * 3600)
    assert enter("officer").status_code == 302


@pytest.mark.parametrize("kind", ["address", "name", "all"])
def test_an_alarm_is_raised_once_and_logged(kind, officer, settings):
    settings.ALL_FAILURES = 12 if kind == "all" else 1000
    if kind == "address":
        spray(settings.ADDRESS_FAILURES + 5)
    elif kind == "name":
        botnet("officer", settings.NAME_FAILURES + 5)
    else:
        for number in range(15):
            fail(f"person{number}", f"192.0.2.{number}")
    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.subject) == (kind, {"address": HERE, "name": "officer", "all": ""}[kind])
    entry = Entry.objects.get(action="accounts.alarm")
    assert entry.outcome == "denied"
    assert entry.detail["failures"] >= 12


def test_a_word_that_is_no_name_is_not_kept_in_an_alarm(officer, settings):
    botnet("My-secret-word-7", settings.NAME_FAILURES + 1)
    assert "secret" not in Alarm.objects.get().subject


def test_the_security_administrator_sees_it(officer, user_with, client_of, settings):
    spray(settings.ADDRESS_FAILURES + 3)
    AccessAttempt.objects.filter(username="person0").update(failures_since_start=20)  # so that it lasts
    client = client_of("security_admin")
    assert "1 次登录失败告警" in words(client.get("/"))
    assert "告警" not in words(client_of("system_admin").get("/"))
    page = words(client.get("/accounts/locks/"))
    assert page.count(HERE) >= 2  # slowed, and the alarm
    assert "同一网络地址登录失败过多" in page


def test_it_is_mailed_once_where_mail_is_set_up(officer, user_with, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    person = user_with("security_admin")
    person.email = "security@example.cn"
    person.save()
    spray(settings.ADDRESS_FAILURES + 3)
    settings.MAIL_IS_SENT = False
    assert send_alarms() == 0
    settings.MAIL_IS_SENT = True
    assert (send_alarms(), send_alarms()) == (1, 0)
    (sent,) = mail.outbox
    assert sent.to == ["security@example.cn"]
    assert HERE in sent.body
    assert "告警" in sent.subject
