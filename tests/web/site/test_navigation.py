"""The navigation shows what the user may open, and where the user is."""

import pytest
from django.contrib.auth.models import AnonymousUser

from keqiao.web.site import navigation


def labels(user, path="/"):
    return [str(item.label) for item in navigation.items(user, path)]


@pytest.fixture(autouse=True)
def _every_place_exists(monkeypatch):
    monkeypatch.setattr(navigation, "exists", lambda path: True)


def test_nobody_sees_nothing():
    assert labels(AnonymousUser()) == []


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        (
            "bureau_officer",
            [
                "工作台",
                "驾驶舱",
                "科创平台",
                "台账",
                "到期提醒",
                "数据填报",
                "指标与数据",
                "数据快照",
                "绩效评价",
                "资金",
            ],
        ),
        ("expert", ["工作台", "专家评分"]),
        ("system_admin", ["工作台", "用户与角色"]),
        ("audit_admin", ["工作台", "审计", "用户与角色"]),
        (
            "auditor",
            [
                "工作台",
                "驾驶舱",
                "科创平台",
                "台账",
                "到期提醒",
                "数据填报",
                "指标与数据",
                "数据快照",
                "绩效评价",
                "资金",
                "审计",
                "用户与角色",
            ],
        ),
    ],
)
def test_each_role_sees_its_places(role, shown, user_with):
    assert labels(user_with(role)) == shown


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/", "/"),
        ("/platforms/p01/", "/platforms/"),
        ("/evaluations/7/why/P01/", "/evaluations/"),
        ("/elsewhere/", None),
    ],
)
def test_the_present_place_is_marked(path, current, officer):
    marked = [item.url for item in navigation.items(officer, path) if item.current]
    assert marked == ([current] if current else [])
