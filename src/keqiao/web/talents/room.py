"""The room talents: who is brought in, who stays, and programmes for them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.site.rooms import NavigationEntry, NavigationGroup, Right, Room

ROOM = Room(
    package=__package__,
    name=pgettext_lazy("audit", "Talents"),
    rights=[
        Right(
            "talents.view",
            _("see talents, who stays and applications for talent programmes"),
            "bureau_officer platform_director platform_clerk talent_officer congress auditor leader",
        ),
        Right("talents.keep", _("keep talents and decide on their applications"), "talent_officer"),
        Right(
            "talents.apply",
            _("open posts and apply for talents of the own platform"),
            "platform_director platform_clerk",
        ),
    ],
    navigation=[
        NavigationEntry(NavigationGroup.POLICY, "/talents/", _("Talents"), "talents.view", "talents"),
    ],
    help={"": "talents"},
    provides={
        "procedures.procedures": ["procedure.APPLICATIONS"],
        "notices.kinds": ["notifications.KINDS"],
        "rulebooks.kinds": ["documents.RULES"],
        "experts.criteria": ["review_subjects.CRITERIA"],
        "experts.subjects": [
            "review_subjects.BASIC",
            "review_subjects.APPLIED",
            "review_subjects.TRANSFER",
            "review_subjects.MANAGEMENT",
            "review_subjects.SKILL",
        ],
    },
    acts={
        "talents.post": pgettext_lazy("audit", "open a post for talents"),
        "talents.introduce": pgettext_lazy("audit", "record an introduction of a talent"),
        "talents.export_applications": pgettext_lazy("audit", "export applications of talents"),
        "talents.export_posts": pgettext_lazy("audit", "export posts for talents"),
        "talents.export_introductions": pgettext_lazy("audit", "export introductions of talents"),
        "talents.export_residency": pgettext_lazy("audit", "export who is resident"),
    },
    demonstration="demonstration.add_talents",
)
