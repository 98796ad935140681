"""The pages of the administration: lists, forms that keep what was typed, what is shown once."""

import io
import re

import openpyxl
import pytest
from axes.models import AccessAttempt
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web.conftest import PASSWORD

from keqiao.web.accounts import handover
from keqiao.web.accounts.models import ApiToken, Factor, PasswordReset, Role, RoleProposal, Unit, User
from keqiao.web.audit.models import Entry

HOSTILE = ["", "x" * 5000, "a\x00b", "99999999999999999999999", "-1", "'\"><script>alert(1)</script>", "２"]


@pytest.fixture
def system(client_of):
    return client_of("system_admin")


@pytest.fixture
def security(client_of):
    return client_of("security_admin")


@pytest.fixture
def clerk(user_with, unit):
    return user_with("platform_clerk", unit=unit, username="clerk")


def secret(page) -> str:
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    return re.search(r'id="once"[^>]*value="([^"]+)"', page.content.decode())[1]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=用户clerk", ["clerk"]),
        ("q=示范平台甲", ["clerk"]),
        ("q=P01", ["clerk"]),
        ("unit=P01", ["clerk"]),
        ("role=leader", ["leader"]),
        ("state=off", ["gone"]),
        ("state=roleless", ["bare"]),
        ("q=nobody+at+all", []),
        ("state=active&sort=-username", ["system_admin", "leader", "clerk", "bare"]),
        ("sort=unit", ["clerk", "bare", "gone", "leader", "system_admin"]),
        ("sort=nonsense&state=nonsense", ["bare", "clerk", "gone", "leader", "system_admin"]),
    ],
)
def test_the_list_searches_filters_and_sorts(query, names, system, clerk, user_with):
    user_with("leader")
    user_with(username="bare")
    gone = user_with("broker", username="gone")
    gone.is_active = False
    gone.save()
    page = system.get(f"/accounts/users/?{query}")
    assert [cells[0].text for cells in page.context["rows"]] == names
    content = system.get(f"/accounts/users/?format=xlsx&{query}").content
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    found = [row[0] for row in sheet.iter_rows(min_row=5, max_col=2, values_only=True) if row[1]]
    assert found == names


def test_the_list_asks_the_database_as_often_for_many_users(system, clerk):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            page = system.get("/accounts/users/?sort=unit")
        assert len(page.context["rows"]) == min(User.objects.count(), 50)
        return len(captured)

    system.get("/accounts/users/")
    few = queries()
    User.objects.bulk_create(User(username=f"u{n:04}", password="!", unit=clerk.unit) for n in range(300))
    assert queries() == few


def test_rights_are_told_with_their_reason(system, clerk, client_of):
    text = system.get(f"/accounts/users/{clerk.pk}/").content.decode()
    assert "registry.edit" in text
    assert "平台填报员" in text
    assert "本单位“示范平台甲”" in text
    words = client_of(clerk).get("/accounts/rights/").content.decode()
    assert "填写和报送数据" in words
    assert "开展评价测算" in words.split("不可以")[1]


def test_a_new_user_and_the_password_once(system, unit, roles):
    typed = {
        "username": "li",
        "display_name": "李四",
        "unit": "P01",
        "roles": ["platform_clerk"],
        "email": "",
    }
    password = secret(system.post("/accounts/users/new/", typed))
    user = User.objects.get(username="li")
    assert user.check_password(password)
    refused = system.post("/accounts/users/new/", typed | {"username": "LI"})
    assert refused.status_code == 422
    text = refused.content.decode()
    assert 'value="LI"' in text and "李四" in text
    assert re.search(r'value="platform_clerk"[^>]*checked', text)
    assert "已被使用" in text


def test_security_gives_what_system_proposed(system, security, clerk):
    system.post(f"/accounts/users/{clerk.pk}/propose/", {"roles": ["platform_director"], "reason": "升任"})
    proposal = RoleProposal.objects.get()
    assert "升任" in security.get("/accounts/proposals/").content.decode()
    assert system.post(f"/accounts/proposals/{proposal.pk}/give/").status_code == 403
    security.post(f"/accounts/proposals/{proposal.pk}/give/")
    assert [role.code for role in clerk.roles.all()] == ["platform_director"]
    again = security.post(f"/accounts/proposals/{proposal.pk}/refuse/", {"reason": "x"}, follow=True)
    assert "已审批" in again.content.decode()


def test_roles_in_one_hand_are_refused_on_the_page(system, security, clerk):
    page = system.post(f"/accounts/users/{clerk.pk}/propose/", {"roles": ["platform_clerk", "system_admin"]})
    assert page.status_code == 422
    assert "不得具有业务权限" in page.content.decode()
    alone = security.post(f"/accounts/users/{clerk.pk}/roles/", {"roles": ["platform_clerk", "leader"]})
    assert alone.status_code == 422
    assert [role.code for role in clerk.roles.all()] == ["platform_clerk"]
    own = security.post(f"/accounts/users/{security.user.pk}/roles/", {"roles": []})
    assert "任何人不得修改自己的角色" in own.content.decode()


def test_a_reset_from_the_request_to_the_password(system, security, clerk):
    system.post(f"/accounts/users/{clerk.pk}/reset/", {"reason": "忘记密码"})
    reset = PasswordReset.objects.get()
    assert system.post(f"/accounts/resets/{reset.pk}/grant/").status_code == 403
    password = secret(security.post(f"/accounts/resets/{reset.pk}/grant/"))
    assert password not in security.get("/accounts/resets/").content.decode()
    clerk.refresh_from_db()
    assert clerk.check_password(password)
    assert clerk.passwords_used.count() == 1, "the former password may not come back"


def test_switching_off_asks_about_open_work(system, clerk, user_with, unit, monkeypatch):
    successor = user_with("platform_director", unit=unit, username="boss")
    done = []

    def provider(user):
        if user != clerk or done:
            return []
        return [handover.OpenWork("填报", "三季度报表", "/r/1/", lambda to, actor: done.append(to))]

    monkeypatch.setattr(handover.OPEN_WORK, "items", [provider])
    asked = system.post(f"/accounts/users/{clerk.pk}/off/", {"reason": "离职"})
    assert asked.status_code == 422
    assert "三季度报表" in asked.content.decode()
    form = system.get(f"/accounts/users/{clerk.pk}/hand-over/").context["form"]
    assert form.fields["successor"].initial == "boss"
    key = form.fields["work"].initial
    system.post(f"/accounts/users/{clerk.pk}/hand-over/", {"work": key, "successor": "boss"})
    assert done == [successor]
    system.post(f"/accounts/users/{clerk.pk}/off/", {"reason": "离职"})
    clerk.refresh_from_db()
    assert not clerk.is_active
    system.post(f"/accounts/users/{clerk.pk}/on/", {"reason": "返岗"})
    clerk.refresh_from_db()
    assert clerk.is_active


def test_a_unit_is_created_changed_and_closed(system, clerk, unit):
    system.post("/accounts/units/new/", {"code": "P02", "name": "示范平台乙", "kind": "platform"})
    made = Unit.objects.get(code="P02")
    assert made.is_active
    data = {"name": "示范平台丙", "kind": "platform"}
    system.post(f"/accounts/units/{made.pk}/", data)
    made.refresh_from_db()
    assert (made.code, made.name, made.is_active) == ("P02", "示范平台丙", False)
    refused = system.post(f"/accounts/units/{unit.pk}/", data)
    assert refused.status_code == 422
    assert "1 个在用账号" in refused.content.decode()
    assert openpyxl.load_workbook(io.BytesIO(system.get("/accounts/units/?format=xlsx").content)).active["A4"]
    assert Entry.objects.get(action="accounts.export_units").detail["rows"] >= 2


def test_a_role_is_defined_and_changed(security):
    security.post(
        "/accounts/roles/new/", {"code": "reader", "name": "只读", "scope": "own", "rights": ["facts.view"]}
    )
    role = Role.objects.get(code="reader")
    page = security.post(
        "/accounts/roles/reader/edit/",
        {"name": "只读", "scope": "all", "rights": ["facts.view", "accounts.users"]},
    )
    assert page.status_code == 422
    security.post("/accounts/roles/reader/edit/", {"name": "只读", "scope": "all", "mfa_required": "on"})
    role.refresh_from_db()
    assert (role.rights, role.scope, role.mfa_required) == ([], "all", True)
    assert (
        security.post("/accounts/roles/new/", {"code": "new", "name": "x", "scope": "own"}).status_code == 422
    )


def test_own_tokens(client_of, clerk, security):
    client = client_of(clerk)
    asked = {"name": "统计", "days": "30", "rights": ["facts.view"]}
    assert client.post("/accounts/tokens/", asked).status_code == 422  # without the password
    key = secret(client.post("/accounts/tokens/", asked | {"password": PASSWORD}))
    page = client.get("/accounts/tokens/").content.decode()
    assert key not in page
    assert f"kq_{key.split('_')[1]}" in page
    refused = client.post("/accounts/tokens/", {"name": "x", "days": "366", "rights": ["evaluations.run"]})
    assert refused.status_code == 422
    token = ApiToken.objects.get()
    assert "统计" in security.get("/accounts/tokens/all/").content.decode()
    assert client_of("leader").post(f"/accounts/tokens/{token.pk}/revoke/").status_code == 404
    security.post(f"/accounts/tokens/{token.pk}/revoke/")
    token.refresh_from_db()
    assert token.revoked_at


@pytest.mark.parametrize("role", ["system_admin", "security_admin"])
@pytest.mark.parametrize("junk", HOSTILE)
def test_forms_survive_anything(role, junk, client_of, clerk):
    client = client_of(role)
    client.raise_request_exception = False
    fields = dict.fromkeys(
        [
            "username",
            "display_name",
            "unit",
            "email",
            "roles",
            "reason",
            "leave_open",
            "successor",
            "work",
            "code",
            "name",
            "name_en",
            "kind",
            "scope",
            "rights",
            "mfa_required",
            "days",
            "signed",
            "file",
        ],
        junk,
    )
    own = [
        f"users/{clerk.pk}/{act}/" for act in ("edit", "off", "on", "reset", "propose", "hand-over", "roles")
    ]
    places = [
        "users/new/",
        "users/import/",
        "users/import/create/",
        *own,
        "roles/new/",
        "roles/broker/edit/",
        "units/new/",
        f"units/{clerk.unit_id}/",
        "tokens/",
        "users/99999999999999999999/",
        "locks/unlock/",
        "units/99999999999999999999/",
        "proposals/99999999999999999999/give/",
    ]
    for place in places:
        answer = client.post(f"/accounts/{place}", fields)
        assert answer.status_code < 500, place
        assert b"<script>alert(1)" not in answer.content
    lists = ("users/", "users/?format=xlsx", "units/", "proposals/", "resets/", "roles/", "tokens/all/")
    for place in lists:
        answer = client.get(
            f"/accounts/{place}", dict.fromkeys(["q", "unit", "role", "state", "sort", "page", "kind"], junk)
        )
        assert answer.status_code < 500, place
        assert b"<script>alert(1)" not in answer.content


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_in_both_languages(language, system, security, clerk, settings):
    for client, places in (
        (
            system,
            [
                "users/",
                "users/new/",
                "users/import/",
                f"users/{clerk.pk}/",
                f"users/{clerk.pk}/rights/",
                f"users/{clerk.pk}/off/",
                "roles/",
                "roles/auditor/",
                "units/",
                "proposals/",
                "resets/",
                "tokens/",
            ],
        ),
        (
            security,
            [
                "locks/",
                f"users/{clerk.pk}/",
                f"users/{clerk.pk}/roles/",
                "roles/auditor/edit/",
                "tokens/all/",
            ],
        ),
    ):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        for place in places:
            page = client.get(f"/accounts/{place}")
            assert page.status_code == 200, place
            if language == "en":
                main = re.sub(
                    r"<[^>]+>", " ", page.content.decode().split("<main", 1)[1].split("</main", 1)[0]
                )
                data = {"示范平台甲", "用户clerk", "用户", "、"}
                for known in data | set(Role.objects.values_list("name", flat=True)):
                    main = main.replace(known, "")
                assert not re.findall(r"[\u4e00-\u9fff]+", main), place


def test_sessions_and_locks_are_the_security_administrators(system, security, clerk, client, settings):
    limit = settings.AXES_FAILURE_LIMIT
    AccessAttempt.objects.create(username="clerk", ip_address="10.0.0.9", failures_since_start=limit)
    assert "10.0.0.9" in security.get("/accounts/locks/").content.decode()
    assert system.post("/accounts/locks/unlock/", {"username": "clerk"}).status_code == 403
    security.post("/accounts/locks/unlock/", {"username": "clerk"})
    assert "10.0.0.9" not in security.get("/accounts/locks/").content.decode()
    client.post("/accounts/login/", {"username": "clerk", "password": PASSWORD})
    assert client.get("/accounts/rights/").status_code == 200
    page = security.post(f"/accounts/users/{clerk.pk}/sessions/", follow=True)
    assert "已结束 1 个会话" in page.content.decode()
    assert client.get("/accounts/rights/").status_code == 302
    Factor.objects.create(user=clerk, kind="authenticator", name="x", secret="x")
    security.post(f"/accounts/users/{clerk.pk}/factors/")
    assert not clerk.factors.exists()
    own = security.post(f"/accounts/users/{security.user.pk}/factors/", follow=True)
    assert own.status_code == 200
