"""Second factors: the second step, what a role may demand, recovery, removal, reset."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from tests.web.accounts.signing_in.conftest import SECOND, SECURITY, words
from tests.web.conftest import PASSWORD
from tests.web.markup import markup

from keqiao.web.accounts.models import Factor, RecoveryCode
from keqiao.web.accounts.signing_in import codes, factor_resets, factors
from keqiao.web.audit.models import Entry


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.fixture
def strict(roles):
    """Roles of administrators demand a second factor."""
    for code in ("system_admin", "security_admin"):
        roles[code].mfa_required = True
        roles[code].save()
    return roles


@pytest.fixture
def half_way(officer, authenticator, sign_in):
    """A client after the password, and what tells the present code."""
    code = authenticator(officer)
    client = Client()
    answer = sign_in("officer", client=client, next="/platforms/")
    assert answer.url == SECOND
    return client, code


def test_the_password_alone_opens_nothing(half_way):
    client, _ = half_way
    assert not is_in(client)
    assert client.get("/").url.startswith("/accounts/login/")
    assert client.get(SECOND).status_code == 200


def test_a_code_opens_and_leads_where_one_wanted(half_way, last):
    client, code = half_way
    before = client.session.session_key
    answer = client.post(SECOND, {"code": code()})
    assert answer.url == "/platforms/"
    assert is_in(client)
    assert client.session.session_key != before
    assert (last().action, last().outcome, last().detail) == (
        "accounts.sign_in",
        "success",
        {"factor": "authenticator"},
    )


def test_a_code_opens_once(half_way, sign_in, clock):
    client, code = half_way
    used = code()
    assert client.post(SECOND, {"code": used}).status_code == 302
    another = Client()
    sign_in("officer", client=another)
    page = another.post(SECOND, {"code": used})
    assert "每个动态码只能使用一次" in words(page)
    assert not is_in(another)
    clock(35)
    assert another.post(SECOND, {"code": code()}).status_code == 302


def test_wrong_codes_are_counted_logged_and_lock(half_way, officer, clock, last):
    client, code = half_way
    for _ in range(5):
        page = client.post(SECOND, {"code": "000000"})
        assert page.status_code == 200
        assert (last().outcome, last().detail.get("step")) in {("failure", "factor"), ("denied", None)}
        clock(31)
    assert "已锁定" in words(page)
    assert "已锁定" in words(client.post(SECOND, {"code": code()}))
    assert not is_in(client)
    assert officer.sign_ins.filter(outcome="factor").count() == 5
    assert Entry.objects.filter(action="accounts.lock").count() == 1


def test_many_addresses_do_not_get_more_tries_at_the_second_step(
    officer, authenticator, sign_in, clock, settings
):
    code = authenticator(officer)
    settings.AXES_COOLOFF_TIME *= 10
    for number in range(20):
        client = Client(REMOTE_ADDR=f"203.0.113.{number}")
        sign_in("officer", client=client)
        client.post(SECOND, {"code": "000000"})
    fresh = Client(REMOTE_ADDR="198.51.100.1")
    sign_in("officer", client=fresh)
    assert "已锁定" in words(fresh.post(SECOND, {"code": code()}))


def test_the_second_step_is_open_for_five_minutes(half_way, clock):
    client, code = half_way
    clock(301)
    answer = client.post(SECOND, {"code": code()})
    assert answer.url.startswith("/accounts/login/")
    assert "第二步用时过长" in words(client.get(answer.url))
    assert "platforms" in answer.url


def test_a_changed_password_voids_the_first_step(half_way, officer):
    client, code = half_way
    officer.set_password("quite another secret 9")
    officer.save()
    assert client.post(SECOND, {"code": code()}).url.startswith("/accounts/login/")
    assert not is_in(client)


def test_somebody_switched_off_half_way_stays_out(half_way, officer):
    client, code = half_way
    officer.is_active = False
    officer.save()
    client.post(SECOND, {"code": code()})
    assert not is_in(client)


@pytest.mark.parametrize(
    "fields",
    [
        {"code": "\x00"},
        {"code": "9" * 10_000},
        {"code": ""},
        {},
        {"code": "²²²²²²"},
        {"code": "٣٣٣٣٣٣"},
        {"answer": "{}"},
        {"answer": "["},
        {"answer": "null"},
        {"answer": "{" * 30_000},
        {"answer": "\x00"},
        {"answer": '{"id": 1, "rawId": [], "response": {"clientDataJSON": "x"}}'},
    ],
)
def test_hostile_answers_open_nothing(half_way, fields):
    client, _ = half_way
    assert client.post(SECOND, fields).status_code == 200
    assert not is_in(client)


def test_setting_up_an_authenticator_shows_recovery_codes_once(officer, sign_in, clock, last):
    client = Client()
    sign_in("officer", client=client)
    page = client.get(f"{SECURITY}authenticator/")
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", markup(page))[1].replace(" ", "")
    wrong = client.post(f"{SECURITY}authenticator/", {"name": "手机", "code": "000000"})
    assert "动态码不正确" in words(wrong)
    assert secret in wrong.content.decode().replace(" ", "")
    assert last().outcome == "failure"
    import time

    code = codes.code_at(secret, int(time.time()) // 30)
    page = client.post(f"{SECURITY}authenticator/", {"name": "手机", "code": code})
    shown = re.findall(r"<code>([a-z0-9-]{19})</code>", markup(page))
    assert len(shown) == 10
    assert secret not in "".join(Factor.objects.values_list("secret", flat=True))
    assert not any(word in str(list(RecoveryCode.objects.values())) for word in shown)
    assert (last().action, last().detail) == (
        "accounts.add_factor",
        {"kind": "authenticator", "name": "手机"},
    )
    assert not any(word in client.get(SECURITY).content.decode() for word in shown)
    # The code that set it up is used; a recovery code opens once.
    for word, opens in [(code, False), (shown[0], True), (shown[0], False), (shown[1].upper(), True)]:
        another = Client()
        sign_in("officer", client=another)
        another.post(SECOND, {"code": word})
        assert is_in(another) == opens
        clock(31)
    assert "还剩 8 个恢复码" in words(another.get("/accounts/security/"))


def test_long_after_signing_in_adding_asks_for_the_password(officer, sign_in, clock):
    client = Client()
    sign_in("officer", client=client)
    clock(700)
    page = client.get(f"{SECURITY}authenticator/")
    assert 'name="password"' in page.content.decode()
    page = client.post(f"{SECURITY}authenticator/", {"name": "手机", "code": "000000", "password": "wrong"})
    assert "密码不正确" in words(page)
    assert not Factor.objects.exists()


def test_a_role_that_demands_a_factor_opens_nothing_before(strict, user_with, sign_in):
    user_with("system_admin")
    client = Client()
    assert sign_in("system_admin", client=client).status_code == 302
    for address in ("/", "/accounts/users/", "/accounts/password/nowhere", f"{SECURITY}sessions/"):
        answer = client.get(address)
        assert answer.status_code == 404 or answer.url.startswith(SECURITY)
    answer = client.get("/accounts/users/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"].startswith(SECURITY)) == (204, True)
    page = client.get(SECURITY)
    assert "您的角色（系统管理员）除密码外还须使用第二因素" in words(page)
    page = client.get(f"{SECURITY}authenticator/?next=/accounts/users/")
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", markup(page))[1].replace(" ", "")
    import time

    code = codes.code_at(secret, int(time.time()) // 30)
    page = client.post(
        f"{SECURITY}authenticator/", {"name": "手机", "code": code, "next": "/accounts/users/"}
    )
    assert 'href="/accounts/users/"' in page.content.decode()
    assert client.get("/accounts/users/").status_code == 200


def test_a_role_given_later_demands_it_within_a_minute(strict, officer, sign_in, clock):
    client = Client()
    sign_in("officer", client=client)
    officer.roles.add(strict["security_admin"])
    clock(61)
    assert client.get("/").url.startswith(SECURITY)


def test_removing_asks_for_password_and_factor(officer, authenticator, client_of, clock, last):
    code, client = authenticator(officer), client_of(officer)
    factor = officer.factors.get()
    address = f"{SECURITY}factors/{factor.pk}/"
    assert client.get(address).status_code == 200
    for fields in ({"password": PASSWORD}, {"code": code()}, {"password": "wrong", "code": code()}, {}):
        assert client.post(address, fields).status_code == 200
        clock(35)
    assert officer.factors.exists()
    clock(2000)
    client = client_of(officer)
    assert client.post(address, {"password": PASSWORD, "code": code()}).url == SECURITY
    assert not officer.factors.exists()
    assert last().action == "accounts.remove_factor"


def test_the_only_factor_of_a_role_that_demands_one_stays(strict, user_with, authenticator, client_of):
    admin = user_with("system_admin")
    code, client = authenticator(admin), client_of(admin)
    page = client.post(f"{SECURITY}factors/{admin.factors.get().pk}/", {"password": PASSWORD, "code": code()})
    assert "这是唯一的一个" in words(page)
    assert admin.factors.exists()


def test_nobody_removes_the_factor_of_another(officer, user_with, authenticator, client_of):
    authenticator(officer)
    client = client_of(user_with("leader"))
    assert client.get(f"{SECURITY}factors/{officer.factors.get().pk}/").status_code == 404
    assert client.get(f"{SECURITY}factors/{10**30}/").status_code == 404


def test_new_recovery_codes_void_the_former(officer, authenticator, client_of, clock):
    code, client = authenticator(officer), client_of(officer)
    RecoveryCode.objects.create(user=officer, digest=codes.recovery_digest("abcd-efgh-jkmn-pqrs"))
    page = client.post(f"{SECURITY}recovery/", {"password": PASSWORD, "code": code()})
    assert len(re.findall(r"<code>([a-z0-9-]{19})</code>", markup(page))) == 10
    assert factors.check_code(officer, "abcd-efgh-jkmn-pqrs") == ""


def test_reset_by_an_administrator_of_another(officer, user_with, authenticator, sign_in, last):
    code = authenticator(officer)
    client = Client()
    sign_in("officer", client=client)
    client.post(SECOND, {"code": code()})
    security = user_with("security_admin")
    for nobody in (officer, user_with("system_admin")):
        with pytest.raises(PermissionDenied):
            factor_resets.reset(nobody, officer)
    authenticator(security)
    with pytest.raises(PermissionDenied):
        factor_resets.reset(security, security)
    assert factor_resets.reset(security, officer) == 1
    assert Entry.objects.get(action="accounts.reset_factors").actor == security
    assert client.get("/").url.startswith("/accounts/login/")
    assert sign_in("officer").url == "/"


def test_a_factor_sealed_with_a_lost_key_opens_nothing_and_breaks_nothing(half_way, settings, officer):
    client, code = half_way
    present = code()
    Factor.objects.filter(user=officer).update(secret="junk")
    assert client.post(SECOND, {"code": present}).status_code == 200


def test_a_used_recovery_code_is_called_that(half_way, officer, sign_in, clock):
    client, _ = half_way
    code = codes.new_recovery_codes()[0]
    RecoveryCode.objects.create(user=officer, digest=codes.recovery_digest(code))
    assert client.post(SECOND, {"code": code}).status_code == 302
    clock(60)
    again = Client()
    sign_in("officer", client=again)
    assert "此恢复码已使用过" in words(again.post(SECOND, {"code": code}))
    clock(60)
    assert "此恢复码已使用过" not in words(again.post(SECOND, {"code": "abcd-efgh-jkmn-pqrs"}))
