"""The navigation shows what the user may open, in groups, and where the user is."""

from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import resolve

from keqiao.web.site import navigation
from keqiao.web.site.rooms import rooms

STYLES = Path(__file__).parents[3] / "frontend/src/styles"


def shown(user, path="/"):
    """The headings with the labels below them."""
    return {
        str(section.heading): [str(item.label) for item in section.items]
        for section in navigation.sections(user, path)
    }


def test_nobody_sees_nothing():
    assert shown(AnonymousUser()) == {}


DATA = ["科创平台", "台账", "到期提醒", "指标与数据", "数据快照", "数据填报"]


@pytest.mark.parametrize(
    ("role", "groups"),
    [
        (
            "bureau_officer",
            {
                "": ["工作台", "驾驶舱"],
                "数据": DATA,
                "评价": ["绩效评价"],
                "资金": ["资金"],
                "对接": ["企业注册", "需求", "供给", "供需对接", "对接会", "联盟"],
                "项目": ["企业股权", "收益分配", "分业务收入", "项目转化"],
                "政策": ["政策", "向上争取", "向上争取台账", "人才", "科技金融", "融资申请"],
                "督办": ["平台布局", "发展规划", "问题诊断", "督办事项", "课题与报告", "课题问题"],
                "管理": ["规则文件"],
            },
        ),
        ("expert", {"": ["工作台"], "评价": ["专家评分"]}),
        ("system_admin", {"": ["工作台"], "管理": ["用户与角色"]}),
        ("audit_admin", {"": ["工作台"], "管理": ["审计", "用户与角色"]}),
        (
            "auditor",
            {
                "": ["工作台", "驾驶舱"],
                "数据": DATA,
                "评价": ["绩效评价"],
                "资金": ["资金"],
                "对接": ["企业注册", "需求", "供给", "供需对接", "对接会", "联盟"],
                "项目": ["企业股权", "收益分配", "分业务收入", "项目转化"],
                "政策": ["政策", "向上争取", "向上争取台账", "人才", "科技金融", "融资申请"],
                "督办": ["平台布局", "发展规划", "问题诊断", "督办事项", "课题与报告", "课题问题"],
                "管理": ["审计", "用户与角色", "规则文件"],
            },
        ),
    ],
)
def test_each_role_sees_its_groups(role, groups, user_with):
    assert shown(user_with(role)) == groups


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/", "/"),
        ("/platforms/p01/", "/platforms/"),
        ("/verification/", "/registers/"),
        ("/evaluations/7/why/P01/", "/evaluations/"),
        ("/elsewhere/", None),
    ],
)
def test_the_present_place_is_marked(path, current, officer):
    sections = navigation.sections(officer, path)
    marked = [item.url for section in sections for item in section.items if item.current]
    assert marked == ([current] if current else [])
    assert sum(section.current for section in sections) == len(marked)


def test_a_page_answers_at_every_entry():
    for entry in (entry for room in rooms() for entry in room.navigation):
        assert resolve(entry.path)


def test_the_search_box_leads_to_the_last_room_that_searches():
    assert resolve(navigation.search_address()).view_name == "dashboards:search"


def test_a_page_names_its_groups(officer_client, client_of):
    page = officer_client.get("/").content.decode()
    assert '<summary id="nav-data">数据</summary>' in page
    assert 'aria-labelledby="nav-data"' in page
    assert "nav-data" not in client_of("expert").get("/").content.decode()


def test_every_entry_has_its_icon():
    """A name without a picture is a square on the page."""
    rules = (STYLES / "shell.css").read_text(encoding="utf-8")
    icons = {entry.icon for room in rooms() for entry in room.navigation}
    assert {icon for icon in icons if f".nav-{icon}::before {{" not in rules} == set()
    assert {icon for icon in icons if not (STYLES / f"icons/{icon}.svg").is_file()} == set()
