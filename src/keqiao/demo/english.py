"""English names of the demonstration's rows, so that the pages read well in both languages."""

from __future__ import annotations

from .plan import PLANS
from .rows import AgreementRow, OrganisationRow, PersonRow, ProjectRow, QualificationRow, TimelineEvent

_PLATFORMS = {plan.code: plan.name_en for plan in PLANS}
_PARTNERS = {
    "cas_energy": "Demo Academy, Institute of Energy",
    "cas_physics": "Demo Academy, Institute of Physics",
    "cas_materials": "Demo Academy, Institute of Materials",
    "uni_machines": "Demo University of Science and Engineering",
    "uni_technology": "Demo Institute of Technology",
    "uni_city": "Demo University of Architecture",
    "uni_aviation": "Demo University of Aviation",
    "uni_facility": "Demo University",
    "uni_power": "Demo University of Electric Power",
    "uni_farming": "Demo University of Agriculture",
    "uni_steel": "Demo University of Metallurgy",
    "city_fund": "Demo City State Innovation Investment Company",
}
_PERSONS = {"演示人员": "Demo Person", "顶尖人才": "Demo Top Talent", "演示院士": "Demo Academician"}
_PROJECTS = {
    "national": "National key R&D task",
    "province": "Provincial key R&D project",
    "city": "City project",
}
_QUALIFICATIONS = {
    "high_tech": "High-tech enterprise",
    "academician_station": "Provincial academician workstation",
    "new_rd_institute": "Provincial new-type R&D institute",
    "key_lab": "City key laboratory",
    "innovation_complex": "Member of the city's first innovation and talent complex",
}
_CITY_EVENTS = {
    "park": "Demo Science Park opens",
    "platform": "Demo Technology Transfer Centre, the first platform, is founded",
    "investment": "A leading battery maker (invented) settles; the battery industry begins",
    "policy": "The 2+2+X industry clusters are laid out",
    "milestone": "Demo Institute of Energy Storage begins to become a joint-stock company, due by the year's end",
    "alliance": "Demo New-energy Talent and Innovation Alliance is founded",
}
_PLATFORM_EVENTS = {
    "registration": "is registered",
    "opening": "opens",
    "signing": "agreement signed",
    "building": "moves into its new building",
}
COMMITMENTS = {
    "研发人员数": "R&D staff",
    "新增孵化企业": "Newly incubated firms",
    "授权发明专利": "Invention patents granted",
    "市场化收入": "Market income",
    "建设运行经费": "Funds for construction and operation",
    "提供研发场地": "Research premises",
}
"""What an agreement promises."""


def organisation_name(row: OrganisationRow) -> str:
    """Name of a platform, partner, firm or customer."""
    if row.kind == "platform":
        return _PLATFORMS[row.key.removeprefix("org-")]
    if row.kind == "partner":
        return _PARTNERS[row.key]
    return f"Demo {'Customer' if row.kind == 'customer' else 'Firm'} {row.key}"


def person_name(row: PersonRow) -> str:
    """Name of a synthetic person: what it stands for, and its number."""
    return f"{_PERSONS[row.name[:4]]} {row.name[4:]}"


def project_title(row: ProjectRow) -> str:
    """Title of a project."""
    return f"{_PROJECTS[row.level]} (demo {row.key[1:]})"


def qualification_name(row: QualificationRow) -> str:
    """Name of a platform's qualification."""
    if row.kind == "joint_national_lab":
        return f"Co-built national key laboratory (demo, {row.number.rpartition('-')[2]})"
    return _QUALIFICATIONS[row.kind]


def agreement_title(row: AgreementRow) -> str:
    """Title of a co-founding agreement or its amendment."""
    return f"Agreement on {_PLATFORMS[row.platform]}" + (", amendment" if row.amends else "")


def event_title(row: TimelineEvent) -> str:
    """Title of a dated event."""
    if row.kind in _CITY_EVENTS:
        return _CITY_EVENTS[row.kind]
    return f"{_PLATFORMS[row.platform]}: {_PLATFORM_EVENTS[row.kind]}"


def summary(code: str, partner: str, research: str, market: str) -> str:
    """A platform in one sentence."""
    return (
        f"{_PLATFORMS[code]}, founded by the city with {_PARTNERS[partner]}, works on "
        f"{research[0].lower() + research[1:]} for {market[0].lower() + market[1:]}. Demonstration data."
    )
