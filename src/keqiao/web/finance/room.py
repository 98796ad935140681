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
        Right("finance.keep", _("enter amounts of input"), "finance_officer"),
    ],
    navigation=[
        NavigationEntry(
            NavigationGroup.POLICY, "/finance/", _("Technology finance"), "finance.view", "finance"
        ),
    ],
    help={"": "finance"},
    acts={"finance.enter": pgettext_lazy("audit", "enter an amount of input")},
    demonstration="demonstration.add_inputs",
)
