"""One row of every register for each of two platforms, made by hand: whatever a register's rules ask for is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from keqiao.web.accounts.models import Unit
from keqiao.web.registry import models as m
from keqiao.web.registry.models import Record

USCI = ("123204810000000191", "52320481000000019W")
FIRM_USCI = ("91320481000000019U", "91350100M000100Y43")
PATENTS = ("201710601862.3", "95115608.X")


@dataclass(frozen=True)
class Side:
    """A platform's unit, its firm's unit, and its rows by register model."""

    unit: Unit
    firm_unit: Unit
    rows: dict[type[Record], Record]


def reference() -> dict[type[Record], Record]:
    """Rows that belong to nobody."""
    family = m.PartnerFamily.objects.create(code="university", name="高校系")
    university = m.Organisation.objects.create(name="示范大学")
    return {
        m.PartnerFamily: family,
        m.Partner: m.Partner.objects.create(organisation=university, family=family),
        m.Park: m.Park.objects.create(code="park", name="示范园区"),
        m.Cluster: m.Cluster.objects.create(code="battery", name="动力电池"),
        m.Direction: m.Direction.objects.create(code="energy", name="新能源"),
        m.Community: m.Community.objects.create(name="示范共同体"),
    }


def side(number: int, common: dict[type[Record], Record]) -> Side:
    """Everything of platform ``number`` (0 or 1)."""
    day, code = date(2023, 5, 1), f"P0{number + 1}"
    unit = Unit.objects.get_or_create(code=code, defaults={"name": f"平台{code}", "kind": "platform"})[0]
    firm_unit = Unit.objects.create(code=f"F0{number + 1}", name=f"企业{number + 1}", kind="firm")
    forms = ("public_institution", "private_non_enterprise")
    organisation = m.Organisation.objects.create(
        usci=USCI[number], name=f"示范研究院{number + 1}", legal_form=forms[number], division="320481"
    )
    platform = m.Platform.objects.create(
        organisation=organisation,
        code=code,
        short_name=f"示范院{number + 1}",
        type="rd",
        settled_on=day,
        valid_from=day,
        unit=unit,
    )
    firm_body = m.Organisation.objects.create(
        usci=FIRM_USCI[number], name=f"示范企业{number + 1}", legal_form="company"
    )
    firm = m.Firm.objects.create(organisation=firm_body, unit=firm_unit)
    person = m.Person.objects.create(code=f"R{number + 1}", name=f"张三{number + 1}", degree="doctor")
    engagement = m.Engagement.objects.create(person=person, platform=platform, started_on=day)
    patent = m.Patent.objects.create(
        application_no=PATENTS[number], title="一种示范", kind="invention", granted_on=day, status="granted"
    )
    project = m.Project.objects.create(
        number=f"XM{number + 1}", title="示范项目", level="national", started_on=day
    )
    taking_part = m.ProjectParticipation.objects.create(project=project, platform=platform, role="lead")
    contract = m.TechContract.objects.create(
        registration_no=f"HT{number + 1}",
        kind="service",
        buyer=firm_body,
        platform=platform,
        amount=1000,
        signed_on=day,
    )
    agreement = m.Agreement.objects.create(platform=platform, title="共建协议", signed_on=day)
    equipment = m.Equipment.objects.create(platform=platform, asset_no="A1", name="电镜", in_use_from=day)
    community = common[m.Community]
    assert isinstance(community, m.Community)
    made: list[Record] = [
        organisation,
        platform,
        firm,
        person,
        engagement,
        patent,
        project,
        taking_part,
        contract,
        agreement,
        equipment,
        m.OrganisationAlias.objects.create(organisation=organisation, name=f"示院{number + 1}"),
        m.FormerClass.objects.create(
            platform=platform,
            level="city",
            type="rd",
            stage="startup",
            valid_from=day,
            valid_to=date(2023, 12, 31),
        ),
        m.Commitment.objects.create(agreement=agreement, party="platform", item="引进人才", year=2024),
        m.Instalment.objects.create(agreement=agreement, number=1, amount=100, due_on=day),
        m.Condition.objects.create(agreement=agreement, kind="market", text="首购首用"),
        m.Contact.objects.create(platform=platform, on=day, kind="meeting", subject="年度会商"),
        m.Qualification.objects.create(
            platform=platform, name="重点实验室", kind="key_lab", level="provincial", granted_on=day
        ),
        m.GovernanceItem.objects.create(
            platform=platform, kind="council", title="理事会", state="in_place", valid_from=day
        ),
        m.EquipmentUse.objects.create(equipment=equipment, year=2023, hours=100),
        m.Event.objects.create(platform=platform, title="揭牌", on=day),
        m.SiteMonths.objects.create(engagement=engagement, year=2023, months=6),
        m.TalentAward.objects.create(
            person=person, programme="示范计划", level="provincial", year=2023, category="other"
        ),
        m.PatentOwner.objects.create(patent=patent, platform=platform),
        m.PatentTransfer.objects.create(patent=patent, kind="licence", on=day),
        m.ProjectReceipt.objects.create(participation=taking_part, received_on=day, amount=10),
        m.ContractReceipt.objects.create(contract=contract, received_on=day, amount=10),
        m.FirmCertificate.objects.create(firm=firm, kind="high_tech", granted_on=day),
        m.FirmReport.objects.create(firm=firm, year=2023, revenue=100),
        m.IncubationLink.objects.create(platform=platform, firm=firm, basis="service", valid_from=day),
        m.EquityEvent.objects.create(firm=firm, platform=platform, kind="cash", amount=5, on=day),
        m.FundingDeal.objects.create(firm=firm, instrument="equity", amount=5, on=day),
        m.CommunityMember.objects.create(community=community, organisation=organisation),
        m.PipelineProject.objects.create(
            number=f"PJ{number + 1}",
            title="示范转化项目",
            platform=platform,
            field=m.Direction.Strategic.values[0],
            readiness=3,
            proposed_on=day,
        ),
        m.Shareholder.objects.create(firm=firm, name="示范股东", kind="person"),
        m.CapitalMovement.objects.create(firm=firm, on=day, kind="subscribe", holder="示范股东", amount=5),
        body := m.JointBody.objects.create(
            name=f"示范联合实验室{number + 1}",
            kind="laboratory",
            platform=platform,
            signed_on=day,
            **dict.fromkeys(
                ("organisation_form", "tasks", "funding", "ownership", "benefits", "risks", "breach"),
                "见协议",
            ),
        ),
        m.JointParty.objects.create(body=body, organisation=organisation, part="lead"),
        m.JointEntry.objects.create(body=body, kind="money", title="首期投入", on=day, amount=10),
        fund := m.Fund.objects.create(
            name=f"示范基金{number + 1}",
            general_partner=organisation,
            platform=platform,
            size=100,
            founded_on=day,
        ),
        m.FundPartner.objects.create(fund=fund, organisation=organisation, kind="city", committed=100),
        m.FundFlow.objects.create(fund=fund, kind="call", on=day, amount=50),
        m.RepresentativeWork.objects.create(
            platform=platform, year=2023, number=1, title="示范成果", kind="technology", effect="国内首套"
        ),
    ]
    return Side(unit, firm_unit, {type(row): row for row in made})
