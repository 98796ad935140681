"""The key of the audit log: made once outside the database, readable by its owner only, never too short."""

import pytest

from keqiao.web.audit import keys
from keqiao.web.site import environment
from keqiao.web.site.environment import ConfigurationError


def test_the_key_is_made_once_and_is_not_the_secret_key(tmp_path, monkeypatch):
    for name in ("KEQIAO_AUDIT_KEY", "KEQIAO_AUDIT_KEY_FILE", "SECRET_KEY", "SECRET_KEY_FILE"):
        monkeypatch.delenv(name, raising=False)
    first = environment.audit_keys(tmp_path)
    assert environment.audit_keys(tmp_path) == first
    assert (tmp_path / "audit.key").stat().st_mode & 0o777 == 0o600
    assert first != [environment.secret_key(tmp_path)]
    assert len(first[0]) >= 64


def test_newer_keys_stand_first(tmp_path, monkeypatch):
    monkeypatch.setenv("KEQIAO_AUDIT_KEY", f"{'n' * 40}\n{'o' * 40}")
    assert environment.audit_keys(tmp_path) == ["n" * 40, "o" * 40]
    assert not (tmp_path / "audit.key").exists()


@pytest.mark.parametrize("given", ["a", "n" * 31, f"{'n' * 40} short"])
def test_a_short_key_is_refused(tmp_path, monkeypatch, given):
    monkeypatch.setenv("KEQIAO_AUDIT_KEY", given)
    with pytest.raises(ConfigurationError, match="KEQIAO_AUDIT_KEY"):
        environment.audit_keys(tmp_path)


@pytest.mark.parametrize("given", ["loghost", "loghost:", "loghost:x"])
def test_another_machine_is_named_with_its_port(monkeypatch, given):
    monkeypatch.setenv("KEQIAO_AUDIT_SYSLOG", given)
    with pytest.raises(ConfigurationError, match="KEQIAO_AUDIT_SYSLOG"):
        environment.syslog("KEQIAO_AUDIT_SYSLOG")


def test_the_name_of_a_key_does_not_give_it_away(settings):
    assert keys.current() == keys.name_of(settings.AUDIT_KEYS[0])
    assert keys.current() not in settings.AUDIT_KEYS[0]
