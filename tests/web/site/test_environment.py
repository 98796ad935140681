"""Configuration from the environment, and from files."""

import os
import subprocess
import sys

import pytest

from keqiao.web.site import environment
from keqiao.web.site.environment import ConfigurationError


@pytest.mark.parametrize(
    ("value", "answer"), [("1", True), ("TRUE", True), ("on", True), ("0", False), ("no", False), ("", False)]
)
def test_switches(monkeypatch, value, answer):
    monkeypatch.setenv("KEQIAO_X", value)
    assert environment.switch("KEQIAO_X") is answer


def test_what_cannot_be_used_is_named(monkeypatch):
    monkeypatch.setenv("KEQIAO_X", "perhaps")
    for read in (environment.switch, lambda name: environment.number(name, 1)):
        with pytest.raises(ConfigurationError, match="KEQIAO_X='perhaps'"):
            read("KEQIAO_X")
    with pytest.raises(ConfigurationError, match="from 1 to 65535"):
        monkeypatch.setenv("PORT", "70000")
        environment.number("PORT", 8000, 1, 65535)


def test_a_value_may_stand_in_a_file(monkeypatch, tmp_path):
    (tmp_path / "secret").write_text("秘密\n", encoding="utf-8")
    monkeypatch.setenv("KEQIAO_X_FILE", str(tmp_path / "secret"))
    assert environment.text("KEQIAO_X") == "秘密"
    monkeypatch.setenv("KEQIAO_X_FILE", str(tmp_path / "none"))
    with pytest.raises(ConfigurationError, match="KEQIAO_X_FILE"):
        environment.text("KEQIAO_X")


def test_the_key_is_made_once_and_is_private(monkeypatch, tmp_path):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.delenv("SECRET_KEY_FILE", raising=False)
    folder = tmp_path / "data"
    key = environment.secret_key(folder)
    assert len(key) >= 50
    assert environment.secret_key(folder) == key
    assert (folder / "secret.key").stat().st_mode & 0o077 == 0
    assert list(folder.iterdir()) == [folder / "secret.key"]


def test_sqlite_waits_for_writers_and_checks_foreign_keys(monkeypatch, tmp_path):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    options = environment.database(tmp_path)["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in options["init_command"]


def test_postgresql_from_a_url(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgres://u:p@db:5433/keqiao")
    settings = environment.database(tmp_path)
    assert (settings["ENGINE"], settings["HOST"], settings["PORT"], settings["NAME"]) == (
        "django.db.backends.postgresql",
        "db",
        5433,
        "keqiao",
    )


@pytest.mark.parametrize("url", ["nonsense", "foo://x/y"])
def test_a_database_url_that_cannot_be_used(monkeypatch, tmp_path, url):
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(ConfigurationError, match="DATABASE_URL"):
        environment.database(tmp_path)


def settings_with(tmp_path, **variables: str) -> str:
    """Settings read by a fresh process."""
    code = (
        "from keqiao.web.site import settings as s;"
        "print(s.DEBUG, s.SESSION_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS, s.ALLOWED_HOSTS)"
    )
    variables = os.environ | {"KEQIAO_DATA": str(tmp_path)} | variables
    return subprocess.run(
        [sys.executable, "-c", code], env=variables, capture_output=True, text=True, check=True
    ).stdout


def test_without_configuration_debug_is_off_and_only_this_machine_is_served(tmp_path):
    assert settings_with(tmp_path).strip() == "False False False 0 ['localhost', '127.0.0.1', '[::1]']"


def test_with_https_cookies_are_secure(tmp_path):
    shown = settings_with(tmp_path, KEQIAO_HTTPS="1", KEQIAO_HOSTS="kq.example.cn").strip()
    assert shown == "False True True 31536000 ['kq.example.cn']"


def test_with_https_cookies_are_of_this_host_alone_and_subdomains_are_included(tmp_path):
    code = (
        "from keqiao.web.site import settings as s;"
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.LANGUAGE_COOKIE_NAME, s.SECURE_HSTS_INCLUDE_SUBDOMAINS)"
    )

    def shown(**variables: str) -> list[str]:
        given = os.environ | {"KEQIAO_DATA": str(tmp_path)} | variables
        ended = subprocess.run(
            [sys.executable, "-c", code], env=given, capture_output=True, text=True, check=True
        )
        return ended.stdout.split()

    names = ["keqiao_session", "keqiao_csrf", "keqiao_language"]
    assert shown(KEQIAO_HTTPS="1") == [*(f"__Host-{name}" for name in names), "True"]
    assert shown(KEQIAO_HTTPS="1", KEQIAO_HSTS_SUBDOMAINS="0")[-1] == "False"
    assert shown()[:3] == names


@pytest.mark.parametrize(
    ("url", "host", "port", "at_once", "later"),
    [
        ("smtp://mail.example", "mail.example", 25, False, False),
        ("smtp://mail.example:587/?tls=1", "mail.example", 587, False, True),
        ("smtp://mail.example/?tls=1", "mail.example", 587, False, True),
        ("smtps://a%40b:p%3Aw@mail.example", "mail.example", 465, True, False),
    ],
)
def test_mail(url, host, port, at_once, later):
    found = environment.mail(url)
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == (host, port)
    assert (found["EMAIL_USE_SSL"], found["EMAIL_USE_TLS"]) == (at_once, later)


def test_user_and_password_of_the_mail_server_are_decoded():
    found = environment.mail("smtps://a%40b:p%3Aw@mail.example")
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("a@b", "p:w")


def test_no_mail_without_an_address():
    assert environment.mail("")["EMAIL_BACKEND"].endswith("dummy.EmailBackend")


@pytest.mark.parametrize(
    "url", ["mail.example", "http://mail.example", "smtp://", "smtp://host:port", "smtp://[::1"]
)
def test_a_mail_address_that_is_none(url):
    with pytest.raises(environment.ConfigurationError, match="EMAIL_URL"):
        environment.mail(url)
