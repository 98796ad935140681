"""The demonstration's firms that sign up: one waits, one was refused."""

from __future__ import annotations

from datetime import timedelta

from keqiao.web.accounts.models import User
from keqiao.web.accounts.one_time import one_time_password
from keqiao.web.audit.clock import present, story_at
from keqiao.web.firms import services

WAITING = {
    "usci": "91320481MA1X7B2K44",
    "name": "示范储能装备有限公司",
    "person": "示范联系人",
    "telephone": "0519-00000000",
}
REFUSED = WAITING | {"name": "示范储能装备（登记有误）", "usci": "91320481MA1X7B2K57"}


def add_sign_ups() -> None:
    """Let two firms sign up; the bureau refuses one."""
    with story_at(present() - timedelta(days=2)):
        services.sign_up(WAITING, one_time_password())
        refused, _key = services.sign_up(REFUSED, one_time_password())
    with story_at(present() - timedelta(days=1)):
        officer = User.objects.get(username="officer")
        services.refuse(officer, refused.pk, "名称与营业执照不一致，请按执照全称重新注册。")
