"""The room programmes: whom policies, funds, titles and products fit."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.site.rooms import NavigationEntry, NavigationGroup, Right, Room

ROOM = Room(
    package=__package__,
    name=pgettext_lazy("audit", "Programmes"),
    rights=[
        Right(
            "programmes.view",
            _("see programmes and whom they fit"),
            "bureau_officer platform_director platform_clerk broker firm investor talent_officer "
            "finance_officer congress auditor leader",
        ),
        Right("programmes.keep", _("keep programmes and compare them with their subjects"), "bureau_officer"),
        Right(
            "programmes.answer",
            _("answer what programmes ask of the own firm or platform"),
            "platform_director platform_clerk firm",
        ),
    ],
    navigation=[
        NavigationEntry(
            NavigationGroup.POLICY, "/programmes/mine/", _("What fits us"), "programmes.answer", "fitting"
        ),
        NavigationEntry(
            NavigationGroup.POLICY, "/programmes/", _("Programmes"), "programmes.view", "programmes"
        ),
    ],
    help={"": "whom-programmes-fit"},
    provides={
        "rulebooks.kinds": ["library.PROGRAMMES", "documents.FIGURES"],
        "firms.sections": ["firm_sections.fitting"],
    },
    tasks={"programmes.assess": "tasks.assess_programmes"},
    daily={"programmes.assess": "tasks.assess_today"},
    often={"programmes.new": "tasks.take_in_new"},
    demonstration="demonstration.add_programmes",
    acts={
        "programmes.add": pgettext_lazy("audit", "add a version of a programme"),
        "programmes.version_propose": pgettext_lazy("audit", "propose the status of a programme"),
        "programmes.version_status": pgettext_lazy("audit", "change the status of a programme"),
        "programmes.version_refuse": pgettext_lazy("audit", "refuse the status of a programme"),
        "programmes.version_withdraw": pgettext_lazy("audit", "withdraw a proposal about a programme"),
        "programmes.export_text": pgettext_lazy("audit", "take the text of a programme"),
        "programmes.export": pgettext_lazy("audit", "export whom programmes fit"),
        "programmes.answer": pgettext_lazy("audit", "answer what programmes ask"),
    },
)
