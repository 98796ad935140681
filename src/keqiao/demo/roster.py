"""Who may sign in to the demonstration: plain data, so that the command can tell it without loading Django."""

from __future__ import annotations

from dataclasses import dataclass

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


ACCOUNTS: tuple[Account, ...] = (
    Account("officer", "科技局平台科", "bureau_officer", "bureau"),
    Account("reviewer", "科技局复审", "bureau_officer", "bureau"),
    *(Account(f"expert_{number}", f"评审专家{number}", "expert", "experts") for number in range(1, 8)),
    Account("finance", "财政局经办", "finance_officer", "finance"),
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
