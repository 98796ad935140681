"""Configuration from environment variables, each also readable from a file named by ``NAME_FILE``.

A secret in a file never shows in the process list nor in the container's description. Nothing here touches Django,
so that the command line can ask the same questions before settings are loaded.
"""

from __future__ import annotations

import contextlib
import hashlib
import ipaddress
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import dj_database_url

TRUE = {"1", "true", "yes", "on"}
LEAST_KEY = 32
"""Characters of a key of the audit log: 192 bits where they are random letters and digits."""
FALSE = {"0", "false", "no", "off", ""}


class ConfigurationError(ValueError):
    """An environment variable holds something that cannot be used; the message names it and says what is expected."""


def text(name: str, default: str = "") -> str:
    """The value of ``name``, or the stripped content of the file named by ``name_FILE``, or ``default``.

    An empty variable counts as not set: that is how compose files and unit files leave one out.
    """
    if os.environ.get(name):
        return os.environ[name]
    path = os.environ.get(f"{name}_FILE")
    if not path:
        return default
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ConfigurationError(f"{name}_FILE: {path} cannot be read ({error.strerror})") from error


def switch(name: str, default: bool = False) -> bool:
    """A yes-or-no variable: 1/true/yes/on or 0/false/no/off, in any case."""
    value = text(name, "1" if default else "0").strip().lower()
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise ConfigurationError(f"{name}={value!r}: write 1 or 0")


def number(name: str, default: int, least: int = 0, most: int = 2**31 - 1) -> int:
    """A whole number between ``least`` and ``most``."""
    value = text(name, str(default))
    try:
        parsed = int(value)
    except ValueError as error:
        raise ConfigurationError(f"{name}={value!r}: write a whole number") from error
    if not least <= parsed <= most:
        raise ConfigurationError(f"{name}={value!r}: write a number from {least} to {most}")
    return parsed


def listed(name: str, default: str = "") -> list[str]:
    """A comma-separated list; blanks and empty parts are dropped."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def data_folder() -> Path:
    """Where the database, the uploaded files and the generated key are kept: $KEQIAO_DATA or ./data."""
    return Path(text("KEQIAO_DATA", "data")).expanduser().resolve()


SHORTEST_KEY = 50
FEWEST_CHARACTERS = 8
"""How many different characters a key has at least: a random one of 50 digits has more in all but one of 10 000."""


def sound_key(name: str, key: str) -> str:
    """``key`` itself. Raises ConfigurationError where it can be guessed: it signs sessions and seals second factors.

    Refused are fewer than 50 characters, fewer than eight different ones, and one piece written again and again.
    ``name`` is where the operator has written it; the key itself is never told.
    """
    repeated = any(key[period:] == key[:-period] for period in range(1, len(key) // 2 + 1))
    if len(key) >= SHORTEST_KEY and len(set(key)) >= FEWEST_CHARACTERS and not repeated:
        return key
    raise ConfigurationError(
        f"{name}: this key can be guessed. Write at least {SHORTEST_KEY} random characters (for example: "
        'python3 -c "import secrets; print(secrets.token_urlsafe(60))"), or leave it out and one is made'
    )


def secret_key(folder: Path) -> str:
    """SECRET_KEY, or a random key that is made once and kept in the data folder, readable by its owner only.

    Two processes that start at the same moment agree: the file is created exclusively, the loser reads the winner's.
    Raises ConfigurationError for a key that can be guessed, wherever it stands.
    """
    setting = text("SECRET_KEY")
    return (
        sound_key("SECRET_KEY", setting)
        if setting
        else sound_key(str(folder / "secret.key"), _kept_key(folder, "secret.key"))
    )


def audit_keys(folder: Path) -> list[str]:
    """The keys of the audit log, newest first: KEQIAO_AUDIT_KEY, or ``audit.key`` in the data folder, a key a line.

    The file is made at the first start. Raises ConfigurationError for a key of less than 32 characters.
    """
    given = text("KEQIAO_AUDIT_KEY") or _kept_key(folder, "audit.key")
    words = given.split()
    if not words or min(map(len, words)) < LEAST_KEY:
        raise ConfigurationError(
            f"KEQIAO_AUDIT_KEY: write a random key of {LEAST_KEY} characters or more; older ones after it, a line each"
        )
    return words


def syslog(name: str) -> str:
    """host:port, or the path of a socket; empty for none. Raises ConfigurationError."""
    place = text(name).strip()
    if place and not place.startswith("/") and not place.rpartition(":")[2].isdecimal():
        raise ConfigurationError(f"{name}={place!r}: write host:port or the path of a socket")
    return place


def _kept_key(folder: Path, name: str) -> str:
    """The content of a file with a random key, which is made where there is none. Raises ConfigurationError."""
    path = folder / name
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        fresh = folder / f".{name}.{os.getpid()}"
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(secrets.token_urlsafe(60))
        # link() fails when the name is taken, so a reader never sees a half-written key.
        with contextlib.suppress(FileExistsError):
            os.link(fresh, path)
        fresh.unlink()
    try:
        return path.read_text(encoding="ascii").strip()
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{path}: the key is written in ASCII characters") from error


def former_keys() -> list[str]:
    """SECRET_KEY_FALLBACKS: keys that still open what they sealed. Raises ConfigurationError for one that is weak."""
    return [sound_key("SECRET_KEY_FALLBACKS", key) for key in listed("SECRET_KEY_FALLBACKS")]


LOOPBACK = ["127.0.0.1", "::1"]


def proxies() -> tuple[bool, list[str]]:
    """Whether a proxy stands in front, and those whose X-Forwarded-* headers are believed: addresses and networks.

    KEQIAO_BEHIND_PROXY lists them; 1 means those of KEQIAO_PROXIES, or else this machine only. A star believes whoever
    connects. Raises ConfigurationError for a word that is neither.
    """
    given = listed("KEQIAO_BEHIND_PROXY")
    if not given or (len(given) == 1 and given[0].lower() in FALSE):
        return False, LOOPBACK
    name = "KEQIAO_BEHIND_PROXY"
    if len(given) == 1 and given[0].lower() in TRUE:
        name, given = "KEQIAO_PROXIES", listed("KEQIAO_PROXIES") or LOOPBACK
    for word in given:
        try:
            if word != "*":
                ipaddress.ip_network(word, strict=False)
        except ValueError as error:
            raise ConfigurationError(
                f"{name}: {word!r} is no address and no network; write 10.0.0.5 or 10.0.0.0/24"
            ) from error
    return True, given


def mail(url: str) -> dict[str, Any]:
    """Django's settings for e-mail from EMAIL_URL: smtp://user:password@host:587/?tls=1, smtps://… for TLS from the
    start; empty for no e-mail at all. User and password are percent-encoded. Raises ConfigurationError.
    """
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    wrong = ConfigurationError(
        "EMAIL_URL: write smtp://user:password@host:587/?tls=1 or smtps://user:password@host"
    )
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise wrong from error
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise wrong
    at_once = parts.scheme == "smtps"
    later = parse_qs(parts.query).get("tls", ["0"])[0].lower() in TRUE
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or (465 if at_once else 587 if later else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": at_once,
        "EMAIL_USE_TLS": later and not at_once,
        "EMAIL_TIMEOUT": 20,
    }


def database(folder: Path) -> dict[str, Any]:
    """The ``default`` entry of Django's DATABASES from DATABASE_URL; SQLite in the data folder when it is not set.

    SQLite: write transactions are IMMEDIATE, so that two writers wait for one another instead of failing half-way,
    with a write-ahead log, so that readers are never held up.
    """
    url = text("DATABASE_URL")
    if not url:
        folder.mkdir(parents=True, exist_ok=True)
        url = f"sqlite:///{folder / 'keqiao.sqlite3'}"
    try:
        settings: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
    except (dj_database_url.ParseError, dj_database_url.UnknownSchemeError, ValueError) as error:
        raise ConfigurationError(
            "DATABASE_URL: write sqlite:////path/file.sqlite3 or postgres://user:password@host/name"
        ) from error
    if settings["ENGINE"].endswith("sqlite3"):
        settings["CONN_MAX_AGE"] = None
        settings["OPTIONS"] = settings.get("OPTIONS", {}) | {
            "transaction_mode": "IMMEDIATE",
            "timeout": 40,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
                "PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-32000;"
            ),
        }
    elif switch("KEQIAO_PGBOUNCER"):
        # Another transaction of ours may be given another connection: nothing is kept on one between transactions.
        settings["CONN_MAX_AGE"] = 0
        settings["DISABLE_SERVER_SIDE_CURSORS"] = True
        settings["OPTIONS"] = settings.get("OPTIONS", {}) | {"prepare_threshold": None}
    return settings


LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


def log_level() -> str:
    """KEQIAO_LOG_LEVEL, WARNING unless given. Raises ConfigurationError for a word that is no level."""
    level = text("KEQIAO_LOG_LEVEL", "WARNING").upper()
    if level not in LEVELS:
        raise ConfigurationError(f"KEQIAO_LOG_LEVEL={level!r}: write one of {', '.join(LEVELS)}")
    return level


def token(name: str) -> str:
    """A secret of at least 32 characters, or nothing. Raises ConfigurationError for a shorter one."""
    setting = text(name)
    if setting and len(setting) < LEAST_KEY:
        raise ConfigurationError(f"{name}: write at least {LEAST_KEY} random characters")
    return setting


HASHERS = {
    "sha256": "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "sm3": "keqiao.web.accounts.signing_in.hashers.PBKDF2SM3PasswordHasher",
}


def password_hashers() -> list[str]:
    """KEQIAO_PASSWORD_HASH: the hash under PBKDF2 that new passwords get; passwords of the others still open.

    Raises ConfigurationError for a word that is none, and where OpenSSL has no SM3.
    """
    chosen = text("KEQIAO_PASSWORD_HASH", "sha256").lower()
    if chosen not in HASHERS:
        raise ConfigurationError(f"KEQIAO_PASSWORD_HASH={chosen!r}: write {' or '.join(HASHERS)}")
    if chosen not in hashlib.algorithms_available:
        raise ConfigurationError(f"KEQIAO_PASSWORD_HASH={chosen}: the OpenSSL of this Python has no {chosen}")
    return [HASHERS[chosen], *(path for name, path in HASHERS.items() if name != chosen)]


def log_format() -> str:
    """KEQIAO_LOG_FORMAT: "line" for people, "json" for what collects logs. Raises ConfigurationError for others."""
    given = text("KEQIAO_LOG_FORMAT", "line").lower()
    if given not in {"line", "json"}:
        raise ConfigurationError(f"KEQIAO_LOG_FORMAT={given!r}: write line or json")
    return given


def log_output() -> dict[str, Any]:
    """Where the log goes: the file KEQIAO_LOG_FILE, or standard error, which the system's journal keeps and rotates.

    The file is opened anew when something has moved it away, so that logrotate works without a signal and with several
    processes.
    """
    path = text("KEQIAO_LOG_FILE")
    if not path:
        return {"class": "logging.StreamHandler"}
    folder = Path(path).expanduser().resolve().parent
    if not folder.is_dir():
        raise ConfigurationError(f"KEQIAO_LOG_FILE={path!r}: there is no folder {folder}")
    return {
        "class": "logging.handlers.WatchedFileHandler",
        "filename": path,
        "encoding": "utf-8",
        "delay": True,
    }
