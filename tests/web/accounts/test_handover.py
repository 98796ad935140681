"""Open work goes to a successor: all of what was chosen, or nothing."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from keqiao.web.accounts import handover
from keqiao.web.accounts.handover import OpenWork
from keqiao.web.accounts.models import Unit, User
from keqiao.web.audit.models import Entry


@pytest.fixture
def tray(db, monkeypatch):
    """Who has which paper; papers are units whose English name is the user name of who works on them."""

    def give(key):
        def to(successor, actor):
            if successor.username == "unable":
                raise PermissionDenied("没有权限")
            Unit.objects.filter(code=key).update(name_en=successor.username)

        return to

    def provider(user):
        return [
            OpenWork("审核", one.name, f"/papers/{one.code}/", give(one.code))
            for one in Unit.objects.filter(name_en=user.username)
        ]

    monkeypatch.setattr(handover.OPEN_WORK, "items", [provider])
    return provider


@pytest.fixture
def clerk(user_with, tray):
    for number in range(3):
        Unit.objects.create(code=f"w{number}", name=f"文件{number}", name_en="clerk", kind="platform")
    return user_with("platform_clerk", username="clerk")


def test_all_of_it(clerk, user_with):
    new = user_with("platform_clerk", username="new")
    assert handover.hand_over(user_with("system_admin"), clerk, new) == 3
    assert handover.open_work(clerk) == []
    assert len(handover.open_work(new)) == 3
    assert Entry.objects.get().detail["successor"] == "new"


def test_some_of_it(clerk, user_with):
    new = user_with("platform_clerk", username="new")
    chosen = [work.key for work in handover.open_work(clerk)][:1]
    assert handover.hand_over(user_with("system_admin"), clerk, new, chosen) == 1
    assert len(handover.open_work(clerk)) == 2


def test_nothing_when_one_piece_cannot_go(clerk, user_with, tray, monkeypatch):
    def hopeless(user):
        def give(to, actor):
            raise ValidationError("已锁定")

        return [OpenWork("填报", "季报", "/r/", give)] if user == clerk else []

    monkeypatch.setattr(handover.OPEN_WORK, "items", [tray, hopeless])
    with translation.override("en"), pytest.raises(ValidationError, match=r"“季报” cannot go to .*: 已锁定"):
        handover.hand_over(user_with("system_admin"), clerk, user_with("platform_clerk", username="new"))
    monkeypatch.setattr(handover.OPEN_WORK, "items", [tray])
    assert len(handover.open_work(clerk)) == 3
    assert not Entry.objects.exists()


def test_refusals(clerk, user_with):
    system, new = user_with("system_admin"), user_with("leader")
    with pytest.raises(ValidationError):
        handover.hand_over(system, clerk, clerk)
    with pytest.raises(ValidationError):
        handover.hand_over(system, new, clerk)
    with pytest.raises(PermissionDenied):
        handover.hand_over(new, clerk, new)
    User.objects.filter(pk=new.pk).update(is_active=False)
    new.refresh_from_db()
    with pytest.raises(ValidationError):
        handover.hand_over(system, clerk, new)


def test_the_own_unit_comes_first_and_no_administrator(user_with, unit):
    leaver = user_with("platform_clerk", unit=unit, username="leaver")
    user_with("leader", username="a")
    user_with("system_admin", username="b")
    user_with("platform_clerk", unit=unit, username="z")
    assert [one.username for one in handover.successors(leaver)] == ["z", "a"]
