"""Notices as e-mail, where an installation has it configured: one mail to each person for all that is new.

Notices are stored with what they tell of, so a mail goes out only after that is committed; an address that fails stops
no other and is tried again, later each time. A mail may in rare cases (the process dies while it is sent) go out twice.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from keqiao.web.accounts.models import User
from keqiao.web.notices.models import Notice
from keqiao.web.site.punctuation import labelled

MOST_TRIES = 6
FIRST_WAIT = timedelta(minutes=10)
"""Between the first and the second attempt; it doubles with each further one."""
TOO_OLD = timedelta(days=3)
"""An older notice is not sent any more: the page of notices keeps it."""
AT_ONCE = 500
MOST_LINES = 50
logger = logging.getLogger(__name__)


def send_mails() -> int:
    """Send what waits; return how many mails went out. Nothing happens where e-mail is not configured."""
    if not settings.MAIL_IS_SENT:
        return 0
    now = timezone.now()
    free = Q(mail_after=None) | Q(mail_after__lte=now)
    waiting = Notice.objects.filter(
        free,
        mailed_at=None,
        seen_at=None,
        mail_tries__lt=MOST_TRIES,
        at__gte=now - TOO_OLD,
        recipient__is_active=True,
        recipient__email__gt="",
    )
    by_person: dict[User, list[Notice]] = defaultdict(list)
    for notice in waiting.select_related("recipient").order_by("at", "pk")[:AT_ONCE]:
        by_person[notice.recipient].append(notice)
    return sum(_send(person, notices) for person, notices in by_person.items())


def _send(person: User, notices: list[Notice]) -> bool:
    """Send one mail; tell whether it went out."""
    now = timezone.now()
    keys = [notice.pk for notice in notices]
    free = Q(mail_after=None) | Q(mail_after__lte=now)
    wait = FIRST_WAIT * 2 ** min(notice.mail_tries for notice in notices)
    # Claimed before it is sent: another process leaves them alone meanwhile.
    claimed = Notice.objects.filter(free, pk__in=keys, mailed_at=None).update(
        mail_after=now + wait, mail_tries=F("mail_tries") + 1
    )
    if claimed != len(keys):
        return False
    try:
        with translation.override(settings.MAIL_LANGUAGE):
            message = EmailMessage(_subject(notices), _body(person, notices), to=[person.email])
        message.connection = get_connection(fail_silently=False)
        message.send()
    except Exception as error:
        # Any failure of any mail server; the log names the account, never the text.
        logger.warning("e-mail to %s could not be sent: %s", person.username, error)
        return False
    Notice.objects.filter(pk__in=keys).update(mailed_at=timezone.now())
    return True


def _subject(notices: list[Notice]) -> str:
    if len(notices) == 1:
        return " ".join(labelled(_("Keqiao"), f"{notices[0].kind_of.words} {notices[0].about}").split())
    words = ngettext("Keqiao: %(count)s notice", "Keqiao: %(count)s notices", len(notices))
    return words % {"count": len(notices)}


def _body(person: User, notices: list[Notice]) -> str:
    """The text: a line for each notice, where to open them."""
    lines = [f"- {notice.words}" for notice in notices[:MOST_LINES]]
    if len(notices) > MOST_LINES:
        lines.append("…")
    address = f"{settings.ADDRESS}{reverse('notices:list')}" if settings.ADDRESS else ""
    parts = [_("%(user)s, hello:") % {"user": person}, "", *lines, ""]
    if address:
        parts.append(_("Open them here: %(address)s") % {"address": address})
    parts.append(_("This mail was sent by the system; figures are not filled in by mail."))
    return "\n".join(parts)
