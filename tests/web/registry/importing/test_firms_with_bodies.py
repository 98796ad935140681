"""One file of firms records their organisations too; codes find those that are there, like names are asked about."""

import pytest

from keqiao.web.imports import services
from keqiao.web.registry.changes import undo
from keqiao.web.registry.importing.importer import REGISTER_IMPORTER
from keqiao.web.registry.models import ChangeSet, Firm, Organisation

from .test_files_of_practice import sheet

HEAD = ["企业名称", "统一社会信用代码", "成立时间"]
NEW, KNOWN = "91320481000000019U", "91350100M000100Y43"


@pytest.fixture
def plan(officer):
    def make(*rows):
        Organisation.objects.get_or_create(
            usci=KNOWN, defaults={"name": "已登记有限公司", "legal_form": "company"}
        )
        return services.plan_file(officer, REGISTER_IMPORTER, "firms", "a.xlsx", sheet(HEAD, *rows))

    return make


def test_organisation_and_firm_are_recorded_from_one_file_and_undone_together(plan, officer):
    made = plan(["全新有限公司", NEW, "2020-05-01"], ["已登记公司的简称", KNOWN, "2019-01-01"])
    assert [line["state"] for line in made.lines] == ["new", "new"], made.lines
    assert made.lines[0]["body"]["legal_form"] == "company" and made.lines[1]["body"] is None
    services.apply(officer, made.pk, reason="一并登记", confirmed=True)
    firm = Firm.objects.get(organisation__usci=NEW)
    assert firm.organisation.name == "全新有限公司" and firm.founded_on.isoformat() == "2020-05-01"
    assert Firm.objects.filter(organisation__usci=KNOWN).exists() and Organisation.objects.count() == 2
    again = plan(["全新有限公司", NEW, "2020-05-01"])
    assert [line["state"] for line in again.lines] == ["same"]
    undo(officer, ChangeSet.objects.get(register="firms"), "误导入")
    assert not Firm.objects.current().exists() and Organisation.objects.current().count() == 1


def test_what_cannot_be_is_told_at_the_code(plan):
    made = plan(
        ["乙有限公司", "91320481000000019X", None],
        ["丙有限公司", NEW, None],
        ["丁有限公司", NEW, None],
        ["已登记有限公司", "91990101300015570A", None],
    )
    first, second, third, fourth = made.lines
    assert "organisation_usci" in first["errors"] and second["state"] == "new"
    assert "organisation_usci" in third["errors"] and "organisation_usci" in fourth["errors"]


def test_a_like_name_is_asked_about(plan):
    (line,) = plan(["已登记有限责任公司", NEW, None]).lines
    assert line["warnings"]
