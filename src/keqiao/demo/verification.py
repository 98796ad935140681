"""Who verified the demonstration's rows: the bureau's second person, soon after they were recorded, but for some.

Every row of the past was verified on the day on which it was recorded, so that what was known on any day was verified.
The stories lie after every figure that was published: a platform has entered a patent and a talent that wait, one
contact was sent back with a question, and the equipment of one platform was verified by a sample.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from keqiao.web.accounts.models import User
from keqiao.web.audit.clock import present, story_at
from keqiao.web.registry import models as registry
from keqiao.web.registry.changes import change_set
from keqiao.web.registry.changes.state import records
from keqiao.web.registry.identifiers import patent_check_digit
from keqiao.web.registry.models import RowState, Verification, VerificationLine
from keqiao.web.registry.registers import BY_MODEL, REGISTERS
from keqiao.web.registry.verification import samples, services

LATER = timedelta(minutes=30)
BATCH = 2000
STORY = "P03"
"""The platform whose rows wait and whose equipment was sampled."""
SEED = 20241031


def verify_rows(reviewer: User) -> None:
    """Verify every row, in bulk: one act for each register and year, a line for each row half an hour after it."""
    for model in records():
        if model.is_verifiable() and model in BY_MODEL:
            _verify_register(reviewer, model)


def _verify_register(reviewer: User, model: Any) -> None:
    rows = model._base_manager.filter(verified_version=None)
    by_year: dict[int, list[tuple[int, Any]]] = defaultdict(list)
    for pk, at in rows.order_by("pk").values_list("pk", "recorded_at"):
        by_year[at.year].append((pk, at + LATER))
    for year in sorted(by_year):
        held = by_year[year]
        act = Verification(
            at=max(at for _pk, at in held),
            by=reviewer,
            register=BY_MODEL[model].key,
            way=Verification.Way.BATCH,
            size=len(held),
        )
        act.save()
        VerificationLine.objects.bulk_create(
            (
                VerificationLine(verification=act, at=at, model=model._meta.label, row=pk, version=1)
                for pk, at in held
            ),
            batch_size=BATCH,
        )
    rows.update(verification=RowState.VERIFIED, verified_version=1)


def add_stories(reviewer: User) -> None:
    """What waits, what was sent back and what was verified by a sample, in the days before the building."""
    now = present()
    clerk = User.objects.get(username=f"clerk_{STORY[1:]}")
    platform = registry.Platform.objects.get(code=STORY)
    digits = "202410987653"
    with change_set(
        clerk, registry.ChangeSet.Kind.EDIT, register="patents", reason="新授权专利入库"
    ) as changes:
        patent = registry.Patent(
            application_no=f"{digits}.{patent_check_digit(digits)}",
            title="一种用于示范的精密减速器检测方法",
            kind="invention",
            filed_on=date(int(digits[:4]), 9, 12),
            granted_on=timezone.localdate(now) - timedelta(days=6),
            status="granted",
            source="专利证书",
        )
        changes.save(patent)
        changes.save(registry.PatentOwner(patent=patent, platform=platform, source="专利证书"))
    with change_set(
        clerk, registry.ChangeSet.Kind.EDIT, register="talent-titles", reason="新入选人才"
    ) as changes:
        engagement = registry.Engagement.objects.current().filter(platform=platform, ended_on=None)[0]
        changes.save(
            registry.TalentAward(
                person=engagement.person,
                programme="龙城英才",
                level="city",
                year=now.year,
                category="longcheng",
                source="入选通知",
            )
        )
    with change_set(clerk, registry.ChangeSet.Kind.EDIT, register="contacts") as changes:
        contact = registry.Contact(
            platform=platform,
            on=timezone.localdate(now) - timedelta(days=9),
            kind="meeting",
            subject="共建事项对接会",
        )
        changes.save(contact)
    with story_at(now - timedelta(hours=5)):
        services.question(
            reviewer, REGISTERS["contacts"], (contact.pk, contact.version), "请补充会议结论和对接单位。"
        )
    with change_set(
        clerk, registry.ChangeSet.Kind.IMPORT, register="equipment", reason="补录小型设备"
    ) as changes:
        for number in range(1, 13):
            changes.save(
                registry.Equipment(
                    platform=platform,
                    asset_no=f"{STORY}-X{number:02d}",
                    name=f"小型检测设备{number}",
                    in_use_from=timezone.localdate(now) - timedelta(days=30),
                    source="固定资产台账",
                )
            )
    sample = samples.draw(reviewer, REGISTERS["equipment"], platform, 4, seed=SEED)
    for key in sample.drawn:
        samples.check_row(reviewer, sample, key, right=True)
