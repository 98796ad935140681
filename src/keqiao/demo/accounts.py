"""Units and accounts of the demonstration: one user for each role, a clerk and a director for each platform."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from keqiao.web.accounts.models import Unit, User
from keqiao.web.accounts.roles import ensure_roles

from .plan import PLANS

PASSWORD = "keqiao-demo"  # noqa: S105 - printed and documented; only the demonstration creates accounts with it
"""The password of every demonstration account."""


@dataclass(frozen=True)
class Account:
    """A demonstration account: ``unit`` is the code of its unit."""

    username: str
    display_name: str
    role: str
    unit: str


_UNITS: tuple[tuple[str, str, str, str], ...] = (
    ("bureau", "示范市科技局", "Demo City Sci-tech Bureau", "bureau"),
    ("finance", "示范市财政局", "Demo City Finance Bureau", "department"),
    ("talent", "示范市人才办", "Demo City Talent Office", "department"),
    ("congress", "示范市人大常委会办公室", "Office of the Demo City People's Congress", "congress"),
    ("audit", "示范市审计局", "Demo City Audit Office", "audit"),
    ("government", "示范市人民政府", "Demo City Government", "government"),
    ("data", "示范市大数据中心", "Demo City Data Centre", "department"),
    ("broker", "示范技术经理人事务所", "Demo Technology Brokers", "broker"),
    ("firm", "示范需求企业", "Demo Firm", "firm"),
    ("investor", "示范创业投资基金", "Demo Venture Fund", "investor"),
)

ACCOUNTS: tuple[Account, ...] = (
    Account("officer", "科技局平台科", "bureau_officer", "bureau"),
    Account("leader", "市领导", "leader", "government"),
    Account("congress", "人大课题组", "congress", "congress"),
    Account("auditor", "审计人员", "auditor", "audit"),
    Account("talent", "人才办", "talent_officer", "talent"),
    Account("broker", "技术经理人", "broker", "broker"),
    Account("firm", "企业用户", "firm", "firm"),
    Account("investor", "投资机构", "investor", "investor"),
    Account("sysadmin", "系统管理员", "system_admin", "data"),
    Account("secadmin", "安全管理员", "security_admin", "data"),
    Account("auditadmin", "审计管理员", "audit_admin", "data"),
    *(Account(f"clerk_{p.code[1:]}", f"{p.short}填报员", "platform_clerk", p.code) for p in PLANS),
    *(Account(f"director_{p.code[1:]}", f"{p.short}负责人", "platform_director", p.code) for p in PLANS),
)


def add_accounts() -> tuple[dict[str, Unit], dict[str, User]]:
    """Create units and users; returns units by code and users by username.

    All share one password, so it is hashed once: 37 slow hashes of a published word protect nothing.
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
