"""Reads of the room through what a user may see."""

from __future__ import annotations

from django.db.models import Count, QuerySet
from django.http import Http404

from keqiao.web.accounts.actors import Actor
from keqiao.web.programmes.models import ApplicantKind, ProgrammeVersion
from keqiao.web.programmes.selectors import in_force
from keqiao.web.registry.models import Engagement, Person, Platform
from keqiao.web.talents.models import TalentApplication, TalentIntroduction, TalentPost
from keqiao.web.talents.rights import KEEP


def applications_for(user: Actor) -> QuerySet[TalentApplication]:
    """Return the applications that a user may see."""
    rows: QuerySet[TalentApplication] = TalentApplication.objects.visible_to(user)
    return rows.select_related("person", "platform__organisation", "programme")


def application_of(user: Actor, pk: int) -> TalentApplication:
    """Return an application that a user may see. Raises Http404."""
    row = applications_for(user).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def posts_for(user: Actor) -> QuerySet[TalentPost]:
    """Return the posts with how many came through them."""
    rows: QuerySet[TalentPost] = TalentPost.objects.visible_to(user)
    return rows.select_related("platform__organisation", "cluster").annotate(
        filled=Count("introductions__engagement")
    )


def introductions_for(user: Actor) -> QuerySet[TalentIntroduction]:
    """Return the introductions that a user may see."""
    rows: QuerySet[TalentIntroduction] = TalentIntroduction.objects.visible_to(user)
    return rows.select_related("platform__organisation", "engagement__person", "engagement__platform", "post")


def own_platforms(user: Actor) -> QuerySet[Platform]:
    """Return the platforms for which a user writes: all for who keeps talents, else those of the own unit."""
    rows: QuerySet[Platform] = Platform.objects.current().select_related("organisation").order_by("code")
    if user.has_right(KEEP):
        return rows
    return rows.filter(unit=user.unit_id) if user.unit_id is not None else rows.none()


def persons_at(platforms: QuerySet[Platform]) -> QuerySet[Person]:
    """Return the persons who are engaged at some platforms today."""
    engaged = Engagement.objects.current().filter(platform__in=platforms, ended_on=None)
    return Person.objects.current().filter(pk__in=engaged.values("person")).order_by("code")


def talent_programmes() -> QuerySet[ProgrammeVersion]:
    """Return the programmes in force that are for persons."""
    keys = [version.pk for version in in_force() if version.subjects == ApplicantKind.PERSON]
    return ProgrammeVersion.objects.filter(pk__in=keys)
