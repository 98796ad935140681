"""The room deals: from a match to money received."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.site.rooms import NavigationEntry, NavigationGroup, Right, Room

ROOM = Room(
    package=__package__,
    name=pgettext_lazy("audit", "Deals"),
    rights=[
        Right(
            "deals.view",
            _("see deals"),
            "bureau_officer platform_director platform_clerk firm broker auditor",
        ),
        Right("deals.conduct", _("recommend and conduct deals"), "bureau_officer broker"),
        Right("deals.take_part", _("answer and act in deals"), "platform_director platform_clerk firm"),
    ],
    navigation=[
        NavigationEntry(NavigationGroup.MATCHING, "/deals/", _("Deals"), "deals.view", "deals"),
    ],
    help={"": "from-match-to-money"},
    provides={
        "accounts.open_work": ["handover.open_deals"],
        "facts.derivations": [
            "derivations.NEEDS_ACCEPTED",
            "derivations.NEEDS_FULFILLED",
            "derivations.FIRMS_SERVED",
            "derivations.SATISFACTION",
        ],
        "exchange.next_steps": ["providers.next_steps"],
        "facts.listings": ["providers.LISTING"],
        "firms.sections": ["firm_sections.deals"],
        "registry.row_sections": ["providers.row_section"],
        "notices.kinds": ["notifications.KINDS"],
        "procedures.procedures": ["procedure.DEALS"],
        "rulebooks.kinds": ["documents.RULES"],
    },
    api={"/deals": "api.deals"},
    demonstration="demonstration.add_deals",
    daily={"deals.lapsing": "services.deadlines.look"},
    acts={"deals.export": pgettext_lazy("audit", "export deals")},
)
