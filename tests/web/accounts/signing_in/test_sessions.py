"""Time-outs, the list of one's sessions, ending them."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.web.accounts.signing_in.conftest import LOGIN, SECURITY, words

from keqiao.web.accounts.models import SignIn, User
from keqiao.web.accounts.signing_in import agents, sessions
from keqiao.web.audit.models import Entry

EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0"


@pytest.fixture
def two(officer, sign_in) -> tuple[Client, Client]:
    """Two clients signed in as the officer."""
    here, there = Client(), Client(HTTP_USER_AGENT=EDGE, REMOTE_ADDR="203.0.113.7")
    sign_in("officer", client=here)
    sign_in("officer", client=there)
    return here, there


def asked(url: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(url).query)


def test_unused_for_half_an_hour_the_session_ends_and_says_why(two, clock):
    here, there = two
    clock(25 * 60)
    assert here.get("/").status_code == 200
    clock(10 * 60)
    assert here.get("/").status_code == 200
    answer = there.get("/platforms/?q=x")
    assert asked(answer.url) == {"next": ["/platforms/?q=x"], "ended": ["idle"]}
    page = there.get(answer.url)
    assert "因长时间未操作，您已退出登录" in words(page)
    assert SignIn.objects.get(ended_why="idle").session_key == ""
    answer = there.post(
        LOGIN, {"username": "officer", "password": "a long enough secret 7", "next": "/platforms/?q=x"}
    )
    assert answer.url == "/platforms/?q=x"


def test_a_session_in_use_ends_after_its_longest_time(two, clock, settings):
    here, _ = two
    settings.SESSION_COOKIE_AGE = 3600
    for _ in range(3):
        clock(19 * 60)
        assert here.get("/").status_code == 200
    clock(4 * 60)
    assert asked(here.get("/").url)["ended"] == ["lifetime"]


def test_a_form_sent_too_late_leads_back_to_its_page(two, clock):
    here, _ = two
    clock(31 * 60)
    answer = here.post(
        "/facts/record/", {"value": "1"}, headers={"Referer": "http://testserver/facts/record/?p=1"}
    )
    assert asked(answer.url)["next"] == ["/facts/record/?p=1"]
    answer = here.post("/facts/record/", headers={"Referer": "https://evil.example/x"})
    assert asked(answer.url)["next"] != ["/x"]


def test_a_part_of_a_page_asked_for_too_late_leads_the_whole_page(two, clock):
    here, _ = two
    clock(31 * 60)
    answer = here.get("/platforms/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/"})
    assert answer.status_code == 204
    assert asked(answer["HX-Redirect"])["ended"] == ["idle"]


def test_a_session_that_the_store_has_forgotten_is_told_too(two):
    here, _ = two
    here.session.flush()
    assert "会话已结束" in words(here.get("/platforms/", follow=True))


def test_a_first_visit_is_told_nothing(db):
    assert "ended" not in Client().get("/platforms/").url


def test_the_session_gets_a_new_key_at_sign_in(officer, sign_in):
    client = Client()
    client.cookies["keqiao_session"] = "a" * 32  # what an attacker may have planted
    sign_in("officer", client=client)
    assert client.session.session_key != "a" * 32
    half = Client()
    half.get(LOGIN)
    before = half.session.session_key
    sign_in("officer", client=half)
    assert half.session.session_key != before


def test_the_list_shows_device_address_and_which_is_this(two):
    here, _ = two
    text = words(here.get(SECURITY))
    assert "Windows 上的 Edge" in text
    assert "203.0.113.7" in text
    assert text.count("结束该会话") == 1
    assert "本会话" in text


def test_ending_one(two):
    here, there = two
    row = SignIn.objects.get(address="203.0.113.7")
    here.post(f"{SECURITY}sessions/{row.pk}/")
    answer = there.get("/")
    assert asked(answer.url)["ended"] == ["elsewhere"]
    assert here.get("/").status_code == 200
    assert Entry.objects.order_by("-number")[0].action == "accounts.end_sessions"
    assert "此前已结束" in words(here.post(f"{SECURITY}sessions/{row.pk}/", follow=True))
    assert here.post(f"{SECURITY}sessions/{10**30}/").status_code == 302


def test_ending_all_others(two, sign_in):
    here, there = two
    third = Client()
    sign_in("officer", client=third)
    assert "2 个会话" in words(here.post(f"{SECURITY}sessions/", follow=True))
    assert there.get("/").status_code == third.get("/").status_code == 302


def test_nobody_ends_the_session_of_another(two, client_of, user_with):
    here, _ = two
    stranger = client_of(user_with("leader"))
    for row in SignIn.objects.filter(user__username="officer"):
        stranger.post(f"{SECURITY}sessions/{row.pk}/")
    assert here.get("/").status_code == 200


def test_an_administrator_signs_somebody_out(two, officer, user_with):
    here, there = two
    with pytest.raises(PermissionDenied):
        sessions.end_all(user_with("leader"), officer)
    admin = user_with("system_admin")
    with pytest.raises(PermissionDenied):
        sessions.end_all(admin, admin)
    assert sessions.end_all(admin, officer) == 2
    assert asked(here.get("/").url)["ended"] == ["forced"]
    assert there.get("/").status_code == 302
    assert sessions.end_all(user_with("security_admin"), officer) == 0


def test_who_is_switched_off_is_out_at_once(two, officer):
    here, _ = two
    User.objects.filter(pk=officer.pk).update(is_active=False)
    answer = here.get("/platforms/")
    assert asked(answer.url)["ended"] == ["forced"]
    assert not here.session.keys()


def test_signing_out_ends_the_row(two):
    here, _ = two
    here.post("/accounts/logout/")
    assert SignIn.objects.get(ended_why="sign_out").session_key == ""
    assert "ended" not in here.get("/").url


def test_requests_within_a_minute_write_nothing(two, clock):
    here, _ = two
    here.get("/accounts/password/")
    with CaptureQueriesContext(connection) as queries:
        here.get("/accounts/password/")
    assert not [q["sql"] for q in queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    plain = len(queries)
    clock(61)
    with CaptureQueriesContext(connection) as queries:
        here.get("/accounts/password/")
    written = [q["sql"] for q in queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert len(written) == 2
    assert plain < len(queries) <= plain + 8


def test_a_session_that_began_elsewhere_is_taken_up(officer, clock):
    client = Client()
    client.force_login(officer, backend=sessions.BACKEND)
    assert client.get("/").status_code == 200
    assert SignIn.objects.get().session_key == client.session.session_key
    clock(31 * 60)
    assert client.get("/").status_code == 302


def test_sign_ins_of_long_ago_go(officer, sign_in, clock):
    sign_in("officer", "wrong")
    clock(184 * 24 * 3600)
    sign_in("officer")
    assert list(SignIn.objects.values_list("outcome", flat=True)) == ["success"]


@pytest.mark.parametrize(
    ("agent", "zh", "en"),
    [
        (EDGE, "Windows 上的 Edge", "Edge on Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile MicroMessenger/8",
            "iPhone 上的 微信",
            "WeChat on iPhone",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64) Gecko Firefox/120.0",
            "Linux 上的 Firefox",
            "Firefox on Linux",
        ),
        (
            "Mozilla/5.0 (Phone; OpenHarmony 5.0) Chrome/114 Mobile",
            "HarmonyOS 上的 Chrome",
            "Chrome on HarmonyOS",
        ),
        ("curl/8", "未知设备", "unknown device"),
        ("", "未知设备", "unknown device"),
    ],
)
def test_devices_in_words(agent, zh, en):
    from django.utils import translation

    assert agents.device(agent) == zh
    with translation.override("en"):
        assert agents.device(agent) == en


def test_a_hostile_description_of_the_browser_is_kept_harmless(officer, sign_in):
    client = Client(HTTP_USER_AGENT="<script>alert(1)</script>\x00\u202e" + "x" * 5000)
    sign_in("officer", client=client)
    page = client.get(SECURITY)
    assert page.status_code == 200
    assert b"<script>alert(1)" not in page.content
    assert len(SignIn.objects.get().agent) <= 300


def test_a_program_with_a_duty_gets_the_reason_and_no_page(officer, rf):
    from keqiao.web.accounts.signing_in.middleware import _lead

    answer = _lead(rf.get("/api/v1/platforms"), "accounts:security", "理由")
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/json")


DAY = 24 * 3600


@pytest.mark.parametrize("ahead", [400 * DAY, 20 * 365 * DAY, 3600])
def test_a_session_begun_under_a_clock_that_ran_ahead_ends_when_it_is_put_right(
    ahead, officer, sign_in, clock
):
    client = Client()
    clock(ahead)
    sign_in("officer", client=client)
    assert client.get("/accounts/security/").status_code == 200
    clock(-ahead)
    answer = client.get("/accounts/security/")
    assert answer.url == "/accounts/login/?next=/accounts/security/&ended=clock"
    assert "时钟已校正" in client.get(answer.url).content.decode()
    assert SignIn.objects.get(outcome="success").ended_why == "clock"


def test_a_clock_put_right_by_a_minute_ends_nothing(officer, sign_in, clock):
    client = Client()
    clock(60)
    sign_in("officer", client=client)
    clock(-60)
    assert client.get("/accounts/security/").status_code == 200


def test_the_longest_time_holds_for_the_store_as_well(officer, sign_in, clock, settings):
    """The row and the cookie end with the session's longest time, however often it is written in between."""
    client = Client()
    sign_in("officer", client=client)
    first = Session.objects.get().expire_date
    for _ in range(3):
        clock(20 * 60)
        client.get("/accounts/security/")
    assert abs((Session.objects.get().expire_date - first).total_seconds()) < 5


def test_the_first_step_is_no_longer_open_under_another_clock(officer, sign_in, authenticator, clock):
    authenticator(officer)
    client = Client()
    clock(400 * DAY)
    sign_in("officer", client=client)
    clock(-400 * DAY)
    assert "ended=pending" in client.get("/accounts/login/second/").url
