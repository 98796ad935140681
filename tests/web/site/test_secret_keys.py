"""A key that can be guessed is refused at the start, in words, wherever it stands; a random one never is."""

import os
import secrets
import string
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keqiao.web.site import environment
from keqiao.web.site.environment import ConfigurationError

WEAK = [
    "a",
    "changeme",
    "x" * 80,
    "ab" * 40,
    "0123456789" * 6,
    "correct horse battery staple" * 2,
    "aabbaabbc" * 7,
    "HM91vegSqS2c57BdqgXukdnZEh7UeTcxVgWi0wXKKnJ9FuJKl",
]


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch):
    for name in ("SECRET_KEY", "SECRET_KEY_FILE", "SECRET_KEY_FALLBACKS", "SECRET_KEY_FALLBACKS_FILE"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("key", WEAK)
def test_from_the_environment(key, monkeypatch, tmp_path):
    monkeypatch.setenv("SECRET_KEY", key)
    with pytest.raises(ConfigurationError, match=r"SECRET_KEY.*50") as refused:
        environment.secret_key(tmp_path)
    assert len(key) < 5 or key not in str(refused.value)


@pytest.mark.parametrize("key", WEAK)
def test_from_a_file_and_from_the_data_folder(key, monkeypatch, tmp_path):
    (tmp_path / "given").write_text(f"{key}\n")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "given"))
    with pytest.raises(ConfigurationError):
        environment.secret_key(tmp_path)
    monkeypatch.delenv("SECRET_KEY_FILE")
    (tmp_path / "secret.key").write_text(key)
    with pytest.raises(ConfigurationError, match=r"secret\.key"):
        environment.secret_key(tmp_path)


@pytest.mark.parametrize("key", WEAK)
def test_among_former_keys(key, monkeypatch):
    monkeypatch.setenv("SECRET_KEY_FALLBACKS", f"{secrets.token_urlsafe(60)},{key}")
    with pytest.raises(ConfigurationError, match="SECRET_KEY_FALLBACKS"):
        environment.former_keys()


def test_the_key_that_is_made_is_taken(tmp_path):
    for number in range(20):
        assert len(environment.secret_key(tmp_path / str(number))) == 80


@pytest.mark.parametrize("alphabet", [string.hexdigits[:16], string.digits, string.ascii_letters])
@given(seed=st.randoms(use_true_random=False))
def test_random_keys_are_taken(alphabet, seed):
    key = "".join(seed.choices(alphabet, k=64))
    if len(set(key)) >= environment.FEWEST_CHARACTERS:  # hypothesis likes to choose the same again and again
        try:
            environment.sound_key("SECRET_KEY", key)
        except ConfigurationError:
            assert any(key[period:] == key[:-period] for period in range(1, 33))


@pytest.mark.parametrize("command", [["serve"], ["manage", "check"], ["demo"]])
def test_every_command_says_so(command, tmp_path):
    variables = os.environ | {"KEQIAO_DATA": str(tmp_path), "SECRET_KEY": "a"}
    ended = subprocess.run(
        [sys.executable, "-m", "keqiao.cli", *command],
        check=False,
        env=variables,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert ended.returncode != 0
    assert "SECRET_KEY" in ended.stdout + ended.stderr
    assert "Traceback" not in ended.stderr
