"""Writes: posts, introductions, applications on their way, instalments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from keqiao.engine.eligibility import EligibilityState, distances
from keqiao.money import split
from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import require
from keqiao.web.audit.clock import present, today
from keqiao.web.audit.services import record
from keqiao.web.procedures.numbering import next_code, numbered
from keqiao.web.procedures.words import words_given
from keqiao.web.programmes.models import ApplicantKind, ProgrammeVersion
from keqiao.web.registry.models import Engagement, Person, Platform
from keqiao.web.talents.documents import RULES
from keqiao.web.talents.models import (
    FIRST_CLASS,
    LONGEST_WORDS,
    TalentApplication,
    TalentInstalment,
    TalentIntroduction,
    TalentPost,
)
from keqiao.web.talents.persons import book_of
from keqiao.web.talents.procedure import APPLICATIONS
from keqiao.web.talents.rights import APPLY, KEEP
from keqiao.working_days import after_working_days


def _require_platform(actor: Actor, platform: Platform) -> None:
    """Raises PermissionDenied unless the actor keeps talents or applies for this platform."""
    if actor is not None and actor.has_right(KEEP):
        return
    require(actor, APPLY)
    if platform.unit_id is None or platform.unit_id != actor.unit_id:
        raise PermissionDenied(_("A platform does this for itself."))


@transaction.atomic
def open_post(actor: Actor, post: TalentPost) -> TalentPost:
    """Keep a post that a platform wants to fill. Raises PermissionDenied, ValidationError by field."""
    _require_platform(actor, post.platform)
    post.made_by = actor
    post.full_clean()
    if post.closes_on is not None and post.closes_on < post.opened_on:
        raise ValidationError({"closes_on": _("This is before it opens.")})
    post.save()
    record(actor, "talents.post", post, {"platform": post.platform.code, "places": post.places})
    return post


@transaction.atomic
def introduce(actor: Actor, introduction: TalentIntroduction) -> TalentIntroduction:
    """Keep how a talent was brought in. Raises PermissionDenied, ValidationError by field."""
    _require_platform(actor, introduction.platform)
    introduction.made_by = actor
    introduction.full_clean()
    if introduction.introduced_on > today():
        raise ValidationError({"introduced_on": _("Give a day that has come.")})
    engagement: Engagement | None = introduction.engagement
    if engagement is not None and engagement.platform_id != introduction.platform_id:
        raise ValidationError({"engagement": _("This engagement is at another platform.")})
    introduction.save()
    record(actor, "talents.introduce", introduction, {"channel": introduction.channel})
    return introduction


def begin(
    actor: Actor, person: Person, platform: Platform, programme: ProgrammeVersion, talent_class: str = ""
) -> TalentApplication:
    """Begin an application of a platform for a person who is engaged there, in a class (empty: the first one for the
    person of the register); what was typed before is taken over.

    Raises PermissionDenied, ValidationError.
    """
    if programme.subjects != ApplicantKind.PERSON:
        raise ValidationError({"programme": _("This programme is not for persons.")})
    if not Engagement.objects.current().filter(person=person, platform=platform, ended_on=None).exists():
        raise ValidationError({"person": _("The person has no engagement at this platform today.")})
    if TalentApplication.objects.filter(person=person, programme=programme).exists():
        raise ValidationError({"person": _("There is an application for this person already.")})
    now = present()
    before = TalentApplication.objects.filter(person=person).order_by("-pk").first()
    application = TalentApplication(
        person=person,
        platform=platform,
        programme=programme,
        talent_class=talent_class or FIRST_CLASS[Person.Kind(person.person_class)],
        made_by=actor,
        made_at=now,
        answers=dict(before.answers) if before is not None else {},
    )

    def make() -> TalentApplication:
        application.pk, application._state.adding = None, True
        application.code = next_code(TalentApplication, f"T{now.year}-", 4)
        with APPLICATIONS.making(actor, application, "begin"):
            pass
        return application

    with transaction.atomic():
        return numbered(make)


def write(
    actor: Actor, pk: int, achievements: str, answers: Mapping[str, Any], *, since: int | None = None
) -> TalentApplication:
    """Keep what was achieved and figures (by their codes) that no register knows."""
    words = words_given(
        achievements, _("Say what the person has achieved."), LONGEST_WORDS, field="achievements"
    )
    with APPLICATIONS.acting(actor, pk, "write", since=since) as work:
        work.change(achievements=words, answers=dict(answers))
    row: TalentApplication = work.row
    return row


def submit(actor: Actor, pk: int, *, since: int | None = None) -> TalentApplication:
    """Hand in; what is known and what the programme says of it is kept. Raises ValidationError where it says no."""
    with APPLICATIONS.acting(actor, pk, "submit", since=since) as work:
        row: TalentApplication = work.row
        if not row.achievements:
            raise ValidationError(_("Say first what the person has achieved."))
        book = book_of(row)
        judgement = book.judged(row.programme)
        state = distances(judgement).state(0)
        if state is EligibilityState.MISSED:
            raise ValidationError(_("The programme does not fit: see which conditions are not met."))
        known = {wanted.measure: book.figure(wanted) for wanted in book.read_by(judgement.programme)}
        row.figures = {code: figure.value for code, figure in known.items() if figure is not None}
        row.class_code, row.result = judgement.frame["class"][0] or "", state.value
        row.points = None
    return row


def send_back(actor: Actor, pk: int, reason: str, *, since: int | None = None) -> TalentApplication:
    """Give an application back with a reason."""
    return _act(actor, pk, "send_back", since=since, reason=reason)


def announce(actor: Actor, pk: int, *, since: int | None = None) -> TalentApplication:
    """Make it public for the working days of the rules."""
    last = after_working_days(today(), RULES.in_force().publicity_days)[0]
    return _act(actor, pk, "announce", since=since, publicity_until=last)


def grant(actor: Actor, pk: int, amount: Decimal | None, *, since: int | None = None) -> TalentApplication:
    """Grant an amount (元), paid in the instalments of the rules, which add up to it."""
    if amount is None or amount <= 0:
        raise ValidationError({"amount": _("Say how much is granted.")})
    rules = RULES.in_force()
    with APPLICATIONS.acting(actor, pk, "grant", since=since) as work:
        row: TalentApplication = work.row
        work.change(amount=amount)
        for number, part in enumerate(split(amount, [Fraction(share) for share in rules.instalments])):
            due = _months_later(today(), number * rules.instalment_months)
            TalentInstalment.objects.create(application=row, number=number + 1, amount=part, due_on=due)
    return row


def refuse(actor: Actor, pk: int, reason: str, *, since: int | None = None) -> TalentApplication:
    """Refuse with a reason."""
    return _act(actor, pk, "refuse", since=since, reason=reason)


def pay(actor: Actor, pk: int, paid_on: date | None, *, since: int | None = None) -> TalentApplication:
    """Enter that the next instalment was paid on a day that has come."""
    if paid_on is None or paid_on > today():
        raise ValidationError({"paid_on": _("Give a day that has come.")})
    with APPLICATIONS.acting(actor, pk, "pay", since=since) as work:
        instalment = work.row.instalments.filter(paid_on=None).order_by("number")[0]
        work.note("paid", None, {"number": instalment.number, "amount": str(instalment.amount)})
        instalment.paid_on = paid_on
        instalment.save(update_fields=["paid_on"])
    row: TalentApplication = work.row
    return row


def _act(
    actor: Actor, pk: int, action: str, *, since: int | None, reason: str = "", **fields: Any
) -> TalentApplication:
    with APPLICATIONS.acting(actor, pk, action, since=since, reason=reason) as work:
        work.change(**fields)
    row: TalentApplication = work.row
    return row


def _months_later(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, min(day.day, 28))
