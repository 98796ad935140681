"""What every answer carries: content security policy and other headers, language, error pages, static files, health."""

import re

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import DatabaseError
from django.test import Client
from django.urls import path
from tests.web.conftest import PASSWORD
from tests.web.markup import markup

from keqiao.web.audit.models import Entry
from keqiao.web.site import errors, urls, views

PAGES = ["/accounts/password/", "/audit/", "/accounts/users/", "/nowhere/"]


def bad(request):
    raise BadRequest("<b>details</b>")


def forbidden(request):
    raise PermissionDenied("理由如此")


def unwritable(*args, **kwargs):
    raise DatabaseError("read-only")


def broken(request):
    raise RuntimeError("secret inside")


class Urls:
    urlpatterns = [
        *urls.urlpatterns,
        path("t/bad/", bad),
        path("t/forbidden/", forbidden),
        path("t/broken/", broken),
    ]
    handler400, handler403, handler404, handler500 = (
        errors.bad_request,
        errors.permission_denied,
        errors.page_not_found,
        errors.server_error,
    )


@pytest.fixture
def quiet_client(client_of, settings):
    settings.ROOT_URLCONF = Urls
    client = client_of("auditor")
    client.raise_request_exception = False
    return client


def policy(answer) -> dict[str, list[str]]:
    parts = [part.split() for part in answer["Content-Security-Policy"].split(";")]
    return {name: values for name, *values in parts}


@pytest.mark.parametrize("address", PAGES)
def test_the_policy_allows_nothing_inline_and_no_other_host(address, client_of):
    answer = client_of("auditor").get(address)
    directives = policy(answer)
    assert directives["default-src"] == ["'self'"]
    assert directives["img-src"] == ["'self'", "data:"]
    assert directives["frame-ancestors"] == ["'none'"]
    assert directives["object-src"] == ["'none'"]
    assert "script-src" not in directives
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]


@pytest.mark.parametrize("address", PAGES)
def test_pages_keep_to_the_policy(address, client_of):
    html = client_of("auditor").get(address).content.decode()
    assert not re.search(r"<[^>]+\s(style|on\w+)=", html)
    assert not re.search(r"<script(?![^>]*\ssrc=)", html)
    assert not re.search(r"(src|href|action)=\"(https?:)?//", html)


@pytest.mark.parametrize("address", PAGES)
def test_pages_have_landmarks_and_a_way_past_the_navigation(address, client_of):
    html = markup(client_of("auditor").get(address))
    assert '<a class="skip-link" href="#content">' in html
    assert html.count("<main ") == html.count("<h1") == html.count("<header ") == html.count("<footer ") == 1
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_chinese_unless_asked_otherwise(client, db):
    assert 'lang="zh-CN"' in client.get("/accounts/login/").content.decode()
    assert (
        'lang="zh-CN"' in client.get("/accounts/login/", headers={"Accept-Language": "fr"}).content.decode()
    )


def test_switching_the_language_stays_on_the_page(client, db):
    answer = client.post("/i18n/setlang/", {"language": "en", "next": "/accounts/login/"})
    assert (answer.status_code, answer.url) == (302, "/accounts/login/")
    html = markup(client.get("/accounts/login/"))
    assert '<html lang="en"' in html
    assert "User name" in html or "Username" in html
    assert not re.search(r"[一-鿿]", html.replace("中文", ""))


def test_switching_the_language_does_not_lead_to_another_host(client, db):
    answer = client.post("/i18n/setlang/", {"language": "en", "next": "https://evil.example/"})
    assert answer.url == "/"


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/t/bad/", 400, "请求无效"),
        ("/t/forbidden/", 403, "理由如此"),
        ("/t/nowhere/", 404, "页面不存在"),
        ("/t/broken/", 500, "系统错误"),
    ],
)
def test_error_pages(quiet_client, address, status, words):
    answer = quiet_client.get(address)
    html = answer.content.decode()
    assert answer.status_code == status
    assert words in html
    assert "Traceback" not in html
    assert "secret inside" not in html
    assert "details" not in html.replace("<details", "").replace("</details", "")
    assert policy(answer)["default-src"] == ["'self'"]


@pytest.mark.parametrize(
    ("address", "words"), [("/t/nowhere/", "Page not found"), ("/t/broken/", "Internal error")]
)
def test_error_pages_in_english(quiet_client, address, words):
    quiet_client.cookies["keqiao_language"] = "en"
    assert words in quiet_client.get(address).content.decode()


def test_a_refusal_says_why(client_of):
    html = client_of("leader").get("/audit/").content.decode()
    assert "您的角色（市领导）没有“查看审计日志”的权限。" in html


def test_a_refusal_is_in_the_audit_log(client_of):
    client = client_of("leader")
    client.get("/audit/?page=2")
    entry = Entry.objects.get()
    assert (entry.actor, entry.action, entry.outcome, entry.target_name) == (
        client.user,
        "site.refuse",
        "denied",
        "/audit/",
    )


def test_a_refusal_is_told_even_if_the_log_cannot_be_written(client_of, monkeypatch):
    monkeypatch.setattr(errors.refusals, "record_refusal", unwritable)
    assert client_of("leader").get("/audit/").status_code == 403


def test_a_form_without_its_token_is_refused_in_words(officer):
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/accounts/login/", {"username": "officer", "password": "x"})
    assert answer.status_code == 403
    assert "表单" in answer.content.decode()


def test_the_foot_shows_what_is_configured_and_nothing_else(client, db, settings):
    settings.FOOTER = {"owner": "示范市科学技术局", "contact": "", "icp": "示ICP备00000000号", "police": ""}
    html = client.get("/accounts/login/").content.decode()
    assert "主办单位：示范市科学技术局" in html
    assert "示ICP备00000000号" in html
    assert "联系方式" not in html


def test_health(client, db):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")
    assert client.post("/healthz").status_code == 405


def test_health_without_a_database(client, monkeypatch):
    class Down:
        def cursor(self):
            raise DatabaseError("password=secret")

    monkeypatch.setattr(views, "connection", Down())
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert "secret" not in answer.content.decode()


def test_static_files_are_served_with_their_digest_and_kept(client, db):
    found = re.search(
        r'href="(/static/keqiao/icon\.svg\?v=[0-9a-f]{12})"', client.get("/accounts/login/").content.decode()
    )[1]
    answer = client.get(found)
    assert answer.status_code == 200
    assert "max-age=2592000" in answer["Cache-Control"]


def test_cookies_are_kept_from_scripts(client, officer):
    client.post("/accounts/login/", {"username": "officer", "password": PASSWORD})
    cookie = client.cookies["keqiao_session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/search/?q=a%00b", "/platforms/a%00b/"])
def test_a_nul_in_an_address_is_refused(address):
    """PostgreSQL takes none in a text; SQLite would, and the two shall answer alike."""
    answer = Client().get(address)
    assert answer.status_code == 400
    assert "Content-Security-Policy" in answer.headers


def test_the_foot_prints_what_the_installation_names(client_of, settings):
    filled = {name: f"值{name}" for name in ("owner", "address", "contact", "mail", "icp", "police", "code")}
    settings.FOOTER = filled
    client = client_of("auditor")
    page = client.get("/").content.decode()
    assert all(value in page for value in filled.values())
    settings.FOOTER = dict.fromkeys(filled, "")
    assert "网站标识码" not in client.get("/").content.decode()
