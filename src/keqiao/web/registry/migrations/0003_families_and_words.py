"""Families of partners become rows, and every row gets its words for the search."""

from django.db import migrations
from django.utils import timezone

from keqiao.web.registry.words import searchable

FAMILIES = {
    "cas": ("中科系", "Chinese Academy of Sciences"),
    "university": ("高校系", "Universities"),
    "institute": ("院所系", "Institutes"),
    "enterprise": ("企业系", "Enterprises"),
    "government": ("地方国资", "Government"),
}
WORDS = {
    "Organisation": ("name", "name_en", "usci"),
    "OrganisationAlias": ("name",),
    "Park": ("code", "name", "name_en"),
    "Cluster": ("code", "name", "name_en"),
    "Partner": ("theme",),
    "Platform": ("code", "short_name", "short_name_en", "research_direction", "market_direction"),
    "Qualification": ("name", "name_en", "document_no"),
    "Event": ("title", "title_en"),
    "Agreement": ("title", "title_en", "number"),
    "Commitment": ("item", "item_en"),
    "Person": ("code", "name", "name_en", "orcid"),
    "Engagement": ("role", "role_en"),
    "TalentAward": ("programme", "programme_en", "document_no"),
    "Patent": ("application_no", "title"),
    "TechContract": ("registration_no", "title"),
    "Project": ("number", "title", "title_en"),
    "FirmCertificate": ("number",),
    "FundingDeal": ("investor",),
}


def fill(apps, schema_editor):
    partner, family = apps.get_model("registry", "Partner"), apps.get_model("registry", "PartnerFamily")
    for code in sorted(set(partner.objects.values_list("family_code", flat=True))):
        name, name_en = FAMILIES.get(code, (code, ""))
        row = family.objects.create(
            code=code,
            name=name,
            name_en=name_en,
            recorded_at=timezone.now(),
            search_text=searchable([code, name, name_en]),
        )
        partner.objects.filter(family_code=code).update(family=row)
    for name, fields in WORDS.items():
        model = apps.get_model("registry", name)
        rows = []
        for row in model.objects.all().iterator(chunk_size=2000):
            row.search_text = searchable(str(getattr(row, field) or "") for field in fields)
            rows.append(row)
        model.objects.bulk_update(rows, ["search_text"], batch_size=500)


def back(apps, schema_editor):
    for row in apps.get_model("registry", "Partner").objects.select_related("family"):
        row.family_code = row.family.code[:12]
        row.save(update_fields=["family_code"])


class Migration(migrations.Migration):
    dependencies = [("registry", "0002_registers")]
    operations = [migrations.RunPython(fill, back)]
