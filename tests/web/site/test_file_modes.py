"""Database, uploads, key and log belong to the account of the service alone, also what was open before."""

import logging
import os
import stat
import subprocess
import sys

from keqiao.web import serving
from keqiao.web.site import file_modes


def mode(path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def installation(folder):
    """Files as an earlier version left them."""
    open_files = [
        "keqiao.sqlite3",
        "keqiao.sqlite3-wal",
        "keqiao.sqlite3-shm",
        "secret.key",
        "media/evidence/2024/01/a.pdf",
        "audit-archive/audit-1-9.jsonl.gz",
    ]
    for name in open_files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
        path.chmod(0o644)
    for path in [folder, *(path for path in folder.rglob("*") if path.is_dir())]:
        path.chmod(0o755)
    return [folder / name for name in open_files]


def test_what_was_open_is_closed(tmp_path):
    files = installation(tmp_path)
    closed, left = file_modes.close(tmp_path)
    assert left == []
    assert [mode(path) for path in files] == [0o600] * len(files)
    assert {mode(path) for path in tmp_path.rglob("*") if path.is_dir()} == {0o700}
    assert mode(tmp_path) == 0o700
    assert set(files) <= set(closed)
    assert file_modes.close(tmp_path) == ([], [])


def test_a_database_elsewhere_is_closed_and_its_folder_is_not(tmp_path):
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere").chmod(0o755)
    database = tmp_path / "elsewhere" / "city.db"
    for ending in ("", "-wal"):
        (tmp_path / "elsewhere" / f"city.db{ending}").touch(mode=0o644)
    file_modes.close(tmp_path / "data", str(database))
    assert mode(database) == 0o600
    assert mode(database.parent) == 0o755


def test_what_is_not_ours_and_what_a_link_leads_to_is_left(tmp_path):
    (tmp_path / "letters").mkdir()
    foreign = tmp_path / "letters" / "of.txt"
    foreign.touch()
    foreign.chmod(0o644)
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "link").symlink_to(foreign)
    file_modes.close(tmp_path)
    assert mode(foreign) == 0o644


def test_what_is_read_only_stays_so(tmp_path):
    (tmp_path / "audit-archive").mkdir()
    sealed = tmp_path / "audit-archive" / "audit-1-2.jsonl.gz"
    sealed.touch()
    sealed.chmod(0o444)
    file_modes.close(tmp_path)
    assert mode(sealed) == 0o400


def test_the_start_says_so_in_one_line(db, settings, tmp_path, caplog):
    settings.DATA = tmp_path
    installation(tmp_path)
    with caplog.at_level(logging.WARNING, logger="keqiao.web.serving"):
        serving._close_files()
        serving._close_files()
    assert len(caplog.records) == 1
    assert "closed now" in caplog.text


def test_new_files_are_closed_from_the_beginning(tmp_path):
    code = (
        "import django; from django.conf import settings; django.setup();"
        "from django.db import connection; connection.cursor().execute('CREATE TABLE a (b)');"
        "from django.core.files.storage import default_storage; from django.core.files.base import ContentFile;"
        "default_storage.save('evidence/2024/01/a.pdf', ContentFile(b'x'))"
    )
    folder = tmp_path / "data"
    variables = os.environ | {
        "KEQIAO_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "keqiao.web.site.settings",
    }
    variables.pop("DATABASE_URL", None)
    subprocess.run([sys.executable, "-c", f"import os; os.umask(0o022); {code}"], env=variables, check=True)
    found = [folder, *folder.rglob("*")]
    assert len(found) >= 6
    assert [path for path in found if mode(path) & 0o077] == []
