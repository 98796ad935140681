"""Units and accounts of the demonstration: one user for each role, a clerk and a director for each platform."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password

from keqiao.web.accounts.models import Unit, User
from keqiao.web.accounts.roles import ensure_roles

from .plan import PLANS
from .roster import ACCOUNTS, PASSWORD

_UNITS: tuple[tuple[str, str, str, str], ...] = (
    ("bureau", "示范市科技局", "Demo City Sci-tech Bureau", "bureau"),
    ("finance", "示范市财政局", "Demo City Finance Bureau", "department"),
    ("experts", "示范市科技专家库", "Demo City Panel of Experts", "department"),
    ("talent", "示范市人才办", "Demo City Talent Office", "department"),
    ("congress", "示范市人大常委会办公室", "Office of the Demo City People's Congress", "congress"),
    ("audit", "示范市审计局", "Demo City Audit Office", "audit"),
    ("government", "示范市人民政府", "Demo City Government", "government"),
    ("data", "示范市大数据中心", "Demo City Data Centre", "department"),
    ("broker", "示范技术经理人事务所", "Demo Technology Brokers", "broker"),
    ("firm", "示范需求企业", "Demo Firm", "firm"),
    ("investor", "示范创业投资基金", "Demo Venture Fund", "investor"),
)


def add_accounts() -> tuple[dict[str, Unit], dict[str, User]]:
    """Create units and users; returns units by code and users by username.

    All share one password, so it is hashed once: dozens of slow hashes of a published word protect nothing.
    """
    roles = ensure_roles()
    rows = [Unit(code=code, name=name, name_en=en, kind=kind) for code, name, en, kind in _UNITS]
    rows += [Unit(code=p.code, name=p.name, name_en=p.name_en, kind=Unit.Kind.PLATFORM) for p in PLANS]
    units = {unit.code: unit for unit in Unit.objects.bulk_create(rows)}
    password = make_password(PASSWORD)
    users = {
        user.username: user
        for user in User.objects.bulk_create(
            User(username=a.username, display_name=a.display_name, unit=units[a.unit], password=password)
            for a in ACCOUNTS
        )
    }
    given = User.roles.through
    given.objects.bulk_create(given(user=users[a.username], role=roles[a.role]) for a in ACCOUNTS)
    return units, users
