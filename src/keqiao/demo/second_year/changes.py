"""What changed in the city: the indicator system, an agreement, platforms, people, qualifications."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from importlib.resources import files

from keqiao.web.accounts import handover, witness
from keqiao.web.accounts.models import RoleProposal
from keqiao.web.accounts.signing_in import passwords
from keqiao.web.administration.services import proposals as roles
from keqiao.web.administration.services import users
from keqiao.web.audit.clock import story_at
from keqiao.web.evaluations import services as evaluations
from keqiao.web.evaluations.library import SCHEMES
from keqiao.web.registry.changes import change_set
from keqiao.web.registry.models import Agreement, ChangeSet, Commitment, Engagement, Event, Qualification

from .people import ENDED, INTO, MERGED, NEW_CLERK, NEW_PASSWORD, on, platform, user

VERSION = "2025.1"
SCHEME_CHANGES = (
    ('version: "2024.1"', f'version: "{VERSION}"'),
    ("valid_from: 2022-01-01", "valid_from: 2025-01-01"),
    ("valid_to: 2024-12-31", "valid_to: 2027-12-31"),
    (
        "weight: 6\n        formula: 100 * patents_invention_granted",
        "weight: 5\n        formula: 100 * patents_invention_granted",
    ),
    (
        "weight: 4\n        formula: 100 * patents_invention_transferred",
        "weight: 5\n        formula: 100 * patents_invention_transferred",
    ),
)
"""The version for 2025: a point of weight goes from patents granted to patents put to use."""
AMENDED = "P09"
RENEWED = "P10"


def scheme_text() -> str:
    """The text of the indicator system for 2025. Raises ValueError where the packaged one no longer has such lines."""
    text = (files("keqiao") / "schemes" / "three-pillar.yaml").read_text(encoding="utf-8")
    for before, after in SCHEME_CHANGES:
        if text.count(before) != 1:
            raise ValueError(f"the packaged scheme has not once: {before!r}")
        text = text.replace(before, after)
    return text


def change_the_scheme() -> None:
    """The version for 2025 is put into force by two people; an agreement is amended with promises until 2027."""
    officer, reviewer = user("officer"), user("reviewer")
    with story_at(on(2025, 5, 12)):
        scheme = evaluations.add_scheme_version(
            officer, scheme_text(), "2025年度修订：调整A1、A2分值（演示）"
        )
        proposal = SCHEMES.enactment.propose(officer, scheme, "valid", "突出专利转化实效（演示）")
    with story_at(on(2025, 5, 16)):
        SCHEMES.enactment.decide(
            reviewer, proposal.pk, accepted=True, answer="同意自2025年度评价起施行（演示）"
        )
    with story_at(on(2025, 6, 16)):
        _amend_agreement()


def _amend_agreement() -> None:
    """A supplementary agreement: the earlier one stays readable, new promises of both sides."""
    officer, subject = user("officer"), platform(AMENDED)
    earlier = Agreement.objects.current().filter(platform=subject).order_by("-signed_on", "-pk").first()
    reason = "补充协议：并入特种钢材方向，延长合作期（演示）"
    with change_set(officer, ChangeSet.Kind.EDIT, register="agreements", reason=reason) as changes:
        agreement = Agreement(
            platform=subject,
            title=f"{earlier.title if earlier else subject}补充协议（2025年）",
            number="演示协议〔2025〕7号",
            amends=earlier,
            signed_on=date(2025, 6, 12),
            ends_on=date(2028, 6, 11),
            source="演示数据",
        )
        changes.save(agreement)
        for year in (2025, 2026, 2027):
            for party, item, measure, target, unit in (
                ("platform", "研发人员数", "rd_headcount", 70 + 5 * (year - 2025), "人"),
                ("platform", "授权发明专利", "patents_invention_granted", 8, "件"),
                ("government", "建设运行经费", "fiscal_funding", 12_000_000, "元"),
            ):
                changes.save(
                    Commitment(
                        agreement=agreement,
                        party=party,
                        item=item,
                        measure_code=measure,
                        target=Decimal(target),
                        unit=unit,
                        year=year,
                        due_on=date(year, 12, 31),
                        responsible=officer if party == "government" else user(f"director_{AMENDED[1:]}"),
                        source="演示数据",
                    )
                )


def change_people_and_platforms() -> None:
    """A platform is merged into another, one ends, a clerk leaves, one certificate is renewed and another runs out."""
    with story_at(on(2025, 7, 1)):
        _merge()
    with story_at(on(2025, 9, 1)):
        _change_clerk()
    with story_at(on(2025, 9, 30, 8)):
        _end()
    with story_at(on(2025, 11, 10)):
        _renew()


def _merge() -> None:
    """One platform ends on the last of June, its people go on at the other from the first of July."""
    officer, gone, heir = user("officer"), platform(MERGED), platform(INTO)
    last, first = date(2025, 6, 30), date(2025, 7, 1)
    reason = f"{gone.short_name}并入{heir.short_name}（演示）"
    with change_set(officer, ChangeSet.Kind.EDIT, register="platforms", reason=reason) as changes:
        for row in Engagement.objects.current().filter(platform=gone, ended_on=None).order_by("pk"):
            row.ended_on = last
            changes.save(row)
            changes.save(
                Engagement(
                    person_id=row.person_id,
                    platform=heir,
                    role=row.role,
                    role_en=row.role_en,
                    is_research=row.is_research,
                    mode=row.mode,
                    fte=row.fte,
                    started_on=first,
                    resident=row.resident,
                    source="演示数据",
                )
            )
        gone.valid_to = last
        changes.save(gone)
        changes.save(Event(platform=heir, kind="other", title=reason, on=first, source="演示数据"))
    _switch_off(MERGED, "平台合并，账号停用（演示）")


def _end() -> None:
    """One platform leaves the city's system; what its people had open stays as it is."""
    officer, gone = user("officer"), platform(ENDED)
    reason = f"{gone.short_name}协议期满不再续签，退出平台体系（演示）"
    with change_set(officer, ChangeSet.Kind.EDIT, register="platforms", reason=reason) as changes:
        gone.valid_to = date(2025, 9, 30)
        changes.save(gone)
        changes.save(Event(platform=gone, kind="other", title=reason, on=gone.valid_to, source="演示数据"))
    _switch_off(ENDED, "平台退出，账号停用（演示）")


def _switch_off(code: str, reason: str) -> None:
    administrator = user("sysadmin")
    for role in ("clerk", "director"):
        users.switch_off(administrator, user(f"{role}_{code[1:]}"), reason, leave_open=True)


def _change_clerk() -> None:
    """A clerk leaves: the successor's account, its role given by another person, the password that the successor
    chooses, open work handed over.
    """
    administrator, leaver = user("sysadmin"), user("clerk_01")
    successor, _password = users.create_user(
        administrator, NEW_CLERK, "储能院填报员（2025年起）", leaver.unit, ["platform_clerk"]
    )
    proposal = RoleProposal.objects.get(user=successor, state=RoleProposal.State.OPEN)
    roles.give(user("secadmin"), proposal.pk)
    passwords.store(successor, NEW_PASSWORD, own=True)
    witness.password_changed(successor)
    if handover.open_work(leaver):
        handover.hand_over(administrator, leaver, successor)
    users.switch_off(administrator, leaver, "调离本单位（演示）", leave_open=True)


def _renew() -> None:
    """Of the certificates that ran out in November one is renewed; the others are not, and nobody noticed."""
    row = (
        Qualification.objects.current()
        .filter(platform__code=RENEWED, name="高新技术企业")
        .latest("granted_on")
    )
    with change_set(
        user("officer"), ChangeSet.Kind.EDIT, register="qualifications", reason="重新认定（演示）"
    ) as changes:
        changes.save(
            Qualification(
                platform_id=row.platform_id,
                name=row.name,
                name_en=row.name_en,
                kind=row.kind,
                level=row.level,
                issuer=row.issuer,
                granted_on=date(2025, 11, 6),
                expires_on=date(2028, 11, 6),
                document_no="演示资质2025-901",
                source="演示数据",
            )
        )
