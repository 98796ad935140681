"""The room finance: products for firms, and who pays for science and technology."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.site.rooms import NavigationEntry, NavigationGroup, Right, Room

ROOM = Room(
    package=__package__,
    name=pgettext_lazy("audit", "Technology finance"),
    rights=[
        Right(
            "finance.view",
            _("see which products fit firms, and the structure of input"),
            "bureau_officer finance_officer congress auditor leader",
        ),
        Right("finance.keep", _("enter amounts of input and innovation points"), "finance_officer"),
        Right(
            "finance.view_requests",
            _("see requests for finance: all, those of the own firm, those that ask the own institution"),
            "bureau_officer finance_officer auditor firm investor",
        ),
        Right("finance.ask", _("ask institutions for finance and show them data"), "firm"),
        Right("finance.answer", _("look at what firms show, and enter what came of requests"), "investor"),
    ],
    navigation=[
        NavigationEntry(
            NavigationGroup.POLICY, "/finance/", _("Technology finance"), "finance.view", "finance"
        ),
        NavigationEntry(
            NavigationGroup.POLICY,
            "/finance/requests/",
            _("Requests for finance"),
            "finance.view_requests",
            "funding",
        ),
    ],
    help={"": "finance"},
    provides={
        "procedures.procedures": ["procedure.REQUESTS"],
        "notices.kinds": ["notifications.KINDS"],
        "imports.importers": ["points_importer.POINTS_IMPORTER"],
        "firms.sections": ["firm_sections.finance"],
    },
    acts={
        "finance.enter": pgettext_lazy("audit", "enter an amount of input"),
        "finance.points": pgettext_lazy("audit", "enter innovation points"),
        "finance.look": pgettext_lazy("audit", "look at what a firm shows"),
        "finance.export_requests": pgettext_lazy("audit", "export requests for finance"),
        "finance.export_points": pgettext_lazy("audit", "export innovation points"),
    },
    demonstration="demonstration.add_finance",
)
