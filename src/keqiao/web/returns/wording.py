"""Notices in words, in the reader's language."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from keqiao.web.facts.models import Fact
from keqiao.web.facts.models.proposals import amount
from keqiao.web.returns.models import Notice

Kind = Notice.Kind


def sentence(notice: Notice) -> str:
    """Return what a notice says. Its form with collection and platform must be loaded, and its
    fact with measure and the fact before.
    """
    form = notice.form
    words = {
        "collection": form.collection,
        "platform": form.platform,
        "due": form.due_on.isoformat(),
        "days": abs(notice.days),
        "reason": notice.reason,
        "count": abs(notice.days),
        "figure": _of_fact(notice.fact) if notice.fact else "",
    }
    return _told(notice) % words + (f" {_('Reason: %(reason)s') % words}" if notice.reason else "")


def _told(notice: Notice) -> str:
    match notice.kind:
        case Kind.OPENED:
            return _("%(collection)s: a new form for %(platform)s is to be filled in, due on %(due)s.")
        case Kind.DUE | Kind.LATE:
            return _of_due(notice)
        case Kind.SENT_BACK:
            return _("%(collection)s: the form of %(platform)s was sent back; correct the marked figures.")
        case Kind.TO_REVIEW:
            if notice.days:
                return ngettext(
                    "%(collection)s: the form of %(platform)s has waited for its review for %(days)s day.",
                    "%(collection)s: the form of %(platform)s has waited for its review for %(days)s days.",
                    notice.days,
                )
            return _("%(collection)s: the form of %(platform)s waits for review.")
        case Kind.LOCKED:
            return _("%(collection)s: the form of %(platform)s is locked; its figures are facts now.")
        case Kind.SUCCESSOR:
            return _("%(collection)s: in the form of %(platform)s another figure stands now: %(figure)s.")
        case _:
            return _of_unlock(notice)


def _of_fact(fact: Fact) -> str:
    """What stood and what stands, in the shown unit."""
    return _("%(measure)s, %(before)s before, now %(now)s") % {
        "measure": fact.measure,
        "before": amount(fact.measure, fact.supersedes),
        "now": amount(fact.measure, fact),
    }


def _of_due(notice: Notice) -> str:
    if notice.days == 0:
        return _("%(collection)s: the form of %(platform)s is due today.")
    day = timezone.localdate(notice.at) + timedelta(days=notice.days)
    # The due date of the day on which it was said: it may have been moved since.
    said = day.isoformat()
    if notice.days > 0:
        found = ngettext(
            "%(collection)s: the form of %(platform)s is due in %(days)s day (%(said)s).",
            "%(collection)s: the form of %(platform)s is due in %(days)s days (%(said)s).",
            notice.days,
        )
    else:
        found = ngettext(
            "%(collection)s: the form of %(platform)s was due on %(said)s and is %(days)s day late.",
            "%(collection)s: the form of %(platform)s was due on %(said)s and is %(days)s days late.",
            -notice.days,
        )
    return found.replace("%(said)s", said)


def _of_unlock(notice: Notice) -> str:
    if notice.key.startswith("granted-"):
        return _("%(collection)s: the form of %(platform)s was unlocked; a new version can be filled in.")
    if notice.key.startswith("refused-"):
        return _("%(collection)s: unlocking the form of %(platform)s was refused.")
    return _("%(collection)s: %(platform)s asks for its form to be unlocked.")
