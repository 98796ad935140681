"""Notices by e-mail: one to each person, tried again when an address fails, nothing where it is not configured."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.core import mail
from django.core.mail.backends import locmem
from django.utils import timezone

from keqiao.web.accounts.models import User
from keqiao.web.notices import mailing
from keqiao.web.notices.models import Notice
from keqiao.web.returns import notices
from keqiao.web.returns.services.form_notices import tell


class Broken(locmem.EmailBackend):
    """A server that refuses one address."""

    def send_messages(self, messages):
        if any("broken" in address for message in messages for address in message.to):
            raise OSError("no such mailbox")
        return super().send_messages(messages)


@pytest.fixture
def mails(opened, settings):
    settings.MAIL_IS_SENT = True
    settings.ADDRESS = "https://keqiao.example"
    settings.MAIL_LANGUAGE = "zh-hans"
    User.objects.filter(username="clerk_1").update(email="clerk1@example.com")
    User.objects.filter(username="clerk_2").update(email="clerk2@example.com")
    return opened


def test_each_person_gets_one_mail_for_all_that_is_new(mails):
    sentence = notices.due(mails.form, mails.form.due_on - timedelta(days=3))
    tell(mails.form, notices.DUE, [mails.clerk_1], "reminder-x", sentence)
    assert mailing.send_mails() == 2
    first = next(one for one in mail.outbox if one.to == ["clerk1@example.com"])
    assert "2条通知" in first.subject
    assert "还有3天截止" in first.body and "https://keqiao.example/notices/" in first.body
    assert mailing.send_mails() == 0
    assert Notice.objects.filter(mailed_at=None, recipient__email__gt="").count() == 0


def test_nothing_goes_out_where_it_is_not_configured(mails, settings):
    settings.MAIL_IS_SENT = False
    assert mailing.send_mails() == 0
    assert mail.outbox == []


def test_a_failure_stops_no_other_and_is_tried_again_later(mails, settings, monkeypatch):
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    User.objects.filter(username="clerk_1").update(email="broken@example.com")
    assert mailing.send_mails() == 1
    assert [one.to for one in mail.outbox] == [["clerk2@example.com"]]
    failed = Notice.objects.get(recipient=mails.clerk_1)
    assert (failed.mailed_at, failed.mail_tries) == (None, 1)
    assert mailing.send_mails() == 0
    assert Notice.objects.get(pk=failed.pk).mail_tries == 1
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    now = timezone.now()
    monkeypatch.setattr(mailing.timezone, "now", lambda: now + timedelta(minutes=11))
    assert mailing.send_mails() == 1


def test_an_address_that_always_fails_is_left_alone_in_the_end(mails, settings, monkeypatch):
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    User.objects.filter(username="clerk_1").update(email="broken@example.com")
    start, waits = timezone.now(), []
    for minute in range(0, 3 * 24 * 60, 5):
        before = Notice.objects.get(recipient=mails.clerk_1).mail_tries
        monkeypatch.setattr(mailing.timezone, "now", lambda at=minute: start + timedelta(minutes=at))
        mailing.send_mails()
        if Notice.objects.get(recipient=mails.clerk_1).mail_tries > before:
            waits.append(minute)
        if len(waits) > mailing.MOST_TRIES or minute > 12 * 60:
            break
    assert len(waits) == mailing.MOST_TRIES
    gaps = [later - earlier for earlier, later in pairwise(waits)]
    assert gaps == sorted(gaps) and gaps[0] < gaps[-1]


def test_seen_old_and_foreign_notices_are_not_sent(mails):
    Notice.objects.filter(recipient=mails.clerk_1).update(seen_at=timezone.now())
    Notice.objects.filter(recipient=mails.clerk_2).update(at=timezone.now() - timedelta(days=4))
    assert mailing.send_mails() == 0
    Notice.objects.update(seen_at=None, at=timezone.now())
    User.objects.update(is_active=False)
    assert mailing.send_mails() == 0


def test_a_title_with_line_breaks_makes_no_header(mails):
    Notice.objects.update(about="甲\r\nBcc: x@example.com")
    assert mailing.send_mails() == 2
    assert all("\n" not in one.subject and not one.bcc for one in mail.outbox)


def test_english_where_the_installation_asks_for_it(mails, settings):
    settings.MAIL_LANGUAGE = "en"
    mailing.send_mails()
    assert "a new form for" in mail.outbox[0].body
