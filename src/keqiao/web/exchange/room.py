"""The room exchange: needs and offers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.site.rooms import NavigationEntry, NavigationGroup, Right, Room

ROOM = Room(
    package=__package__,
    name=pgettext_lazy("audit", "Exchange"),
    help={"": "needs-and-offers"},
    rights=[
        Right(
            "exchange.view",
            _("see needs and offers"),
            "bureau_officer platform_director platform_clerk broker firm investor talent_officer "
            "congress auditor leader",
        ),
        Right(
            "exchange.post",
            _("post needs and offers"),
            "bureau_officer platform_director platform_clerk broker firm investor",
        ),
        Right("exchange.broker", _("diagnose and publish needs and offers"), "bureau_officer broker"),
        Right("exchange.review", _("review bottleneck technologies and assign brokers"), "bureau_officer"),
    ],
    navigation=[
        NavigationEntry(NavigationGroup.MATCHING, "/exchange/needs/", _("Needs"), "exchange.view", "needs"),
        NavigationEntry(
            NavigationGroup.MATCHING, "/exchange/offers/", _("Offers"), "exchange.view", "offers"
        ),
    ],
    provides={
        "procedures.procedures": ["procedure.NEEDS", "procedure.OFFERS"],
        "notices.kinds": ["notifications.KINDS"],
        "imports.importers": ["importing.importer.POSTING_IMPORTER"],
        "firms.sections": ["firm_sections.postings", "firm_sections.suggestions"],
    },
    often={"exchange.index": "text_index.take_in"},
    api={"/exchange": "api.exchange"},
    daily={"exchange.expiry": "services.expire_due", "exchange.reindex": "text_index.rebuild"},
    acts={
        "exchange.grant": pgettext_lazy("audit", "let a unit see more of a need or an offer"),
        "exchange.revoke": pgettext_lazy("audit", "take back what a unit may see of a need or an offer"),
        "exchange.export": pgettext_lazy("audit", "export needs or offers"),
    },
)
