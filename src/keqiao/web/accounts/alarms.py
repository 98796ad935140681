"""Alarms as e-mail: to everybody who administers security and has an address. Looked for by the worker each minute."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from keqiao.web.accounts.holders import holders
from keqiao.web.accounts.models import Alarm
from keqiao.web.site.punctuation import bracketed, labelled

logger = logging.getLogger(__name__)
MOST = 50


def send_alarms() -> int:
    """Send the alarms that nobody was mailed yet, all in one mail; how many. What cannot be sent is tried again."""
    if not settings.MAIL_IS_SENT:
        return 0
    waiting = list(Alarm.objects.filter(mailed_at=None)[:MOST])
    people = sorted({user.email for user in holders("accounts.roles") if user.email})
    if not waiting or not people:
        return 0
    with translation.override(settings.MAIL_LANGUAGE):
        lines = [_("Keqiao has noticed more failed sign-ins than usual:"), ""]
        lines += [
            labelled(
                f"{timezone.localtime(alarm.at):%Y-%m-%d %H:%M}  {alarm.get_kind_display()}",
                bracketed(alarm.subject or "—", alarm.failures),
            )
            for alarm in waiting
        ]
        lines += ["", f"{settings.ADDRESS}{reverse('administration:locks')}"]
        message = EmailMessage(_("Alarm: many failed sign-ins"), "\n".join(lines), to=people)
        try:
            message.send()
        except (OSError, SMTPException) as error:
            logger.warning("alarms could not be mailed: %s", error)
            return 0
    Alarm.objects.filter(pk__in=[alarm.pk for alarm in waiting]).update(mailed_at=timezone.now())
    return len(waiting)
