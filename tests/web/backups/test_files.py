"""A back-up is whole, is brought back to an empty place only, and what is damaged or foreign is refused in words."""

from __future__ import annotations

import json
import sqlite3
import threading
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from keqiao.web.backups.archive import back_up
from keqiao.web.backups.manifest import MANIFEST, BackupError
from keqiao.web.backups.restoration import restore


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with a database of SQLite, uploads and keys."""
    data = tmp_path / "data"
    (data / "media" / "evidence").mkdir(parents=True)
    (data / "media" / "evidence" / "证书.pdf").write_bytes(b"%PDF")
    (data / "audit-archive").mkdir()
    (data / "audit-archive" / "2024.jsonl.gz").write_bytes(b"\x1f\x8b")
    for name in ("secret.key", "audit.key", "audit-heads.log"):
        (data / name).write_text(name, encoding="utf-8")
    (data / "exchange-index").mkdir()
    (data / "exchange-index" / "rebuilt").write_text("no part of a back-up", encoding="utf-8")
    with closing(sqlite3.connect(data / "keqiao.sqlite3")) as database, database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE rows (number INTEGER)")
        database.execute("INSERT INTO rows VALUES (1)")
    monkeypatch.setenv("KEQIAO_DATA", str(data))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return data


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith("keqiao.sqlite3") and "index" not in str(path)
    }


def rows(data: Path) -> int:
    with closing(sqlite3.connect(data / "keqiao.sqlite3")) as database:
        return database.execute("SELECT count(*) FROM rows").fetchone()[0]


def test_what_was_backed_up_comes_back(
    installation: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "back-up.zip"
    manifest = back_up(target)
    assert target.stat().st_mode & 0o077 == 0
    assert set(manifest.entries) == {*contents(installation), "database.sqlite3"}
    monkeypatch.setenv("KEQIAO_DATA", str(tmp_path / "new"))
    restore(target)
    assert contents(tmp_path / "new") == contents(installation)
    assert rows(tmp_path / "new") == 1
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "new").rglob("*"))


def test_keys_may_stay_in_other_hands(installation: Path, tmp_path: Path) -> None:
    manifest = back_up(tmp_path / "back-up.zip", keys=False)
    assert {"secret.key", "audit.key"}.isdisjoint(manifest.entries)


def test_the_database_is_of_one_moment_while_somebody_writes(
    installation: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(installation / "keqiao.sqlite3", timeout=40)) as database:
            while not stop.is_set():
                with database:
                    # Two rows belong together: a back-up holds both or none.
                    database.executemany("INSERT INTO rows VALUES (?)", [(1,), (2,)])

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            back_up(tmp_path / f"{number}.zip")
    finally:
        stop.set()
        writer.join()
    for number in range(5):
        monkeypatch.setenv("KEQIAO_DATA", str(tmp_path / f"new-{number}"))
        restore(tmp_path / f"{number}.zip")
        assert rows(tmp_path / f"new-{number}") % 2 == 1


def test_nothing_is_overwritten(installation: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "back-up.zip"
    back_up(target)
    with pytest.raises(BackupError, match="is there already"):
        back_up(target)
    with pytest.raises(BackupError, match="holds an installation already"):
        restore(target)
    other = tmp_path / "other"
    other.mkdir()
    (other / "keqiao.sqlite3").touch()
    monkeypatch.setenv("KEQIAO_DATA", str(other))
    with pytest.raises(BackupError, match="There is a database already"):
        restore(target)
    assert contents(other) == {}


def changed(source: Path, target: Path, **entries: bytes | None) -> Path:
    """A copy of a back-up with entries changed, added, or (None) left out; the manifest stays."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = entries.pop(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        for name, content in entries.items():
            new.writestr(name, content or b"")
    return target


@pytest.mark.parametrize(
    ("entries", "told"),
    [
        ({"media/evidence/证书.pdf": b"%PDX"}, "is not what was backed up"),
        ({"media/evidence/证书.pdf": None}, "is missing in the back-up"),
        ({"database.sqlite3": b""}, "is not what was backed up"),
        ({"media/../../evil": b"x"}, "does not belong"),
        ({"/etc/evil": b"x"}, "does not belong"),
        ({"evil.py": b"x"}, "does not belong"),
        ({MANIFEST: b"{}"}, "no back-up of Keqiao"),
        ({MANIFEST: None}, "no back-up of Keqiao"),
    ],
)
def test_a_changed_back_up_is_refused_and_nothing_written(
    installation: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    entries: dict[str, bytes | None],
    told: str,
) -> None:
    back_up(tmp_path / "whole.zip")
    target = changed(tmp_path / "whole.zip", tmp_path / "changed.zip", **entries)
    monkeypatch.setenv("KEQIAO_DATA", str(tmp_path / "new"))
    with pytest.raises(BackupError, match=told):
        restore(target)
    assert not list((tmp_path / "new").rglob("*"))


def test_a_manifest_that_names_a_way_out_is_refused(
    installation: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(tmp_path / "whole.zip")
    with zipfile.ZipFile(tmp_path / "whole.zip") as archive:
        manifest = json.loads(archive.read(MANIFEST))
    manifest["entries"]["media/../../evil"] = {
        "sha256": "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881",
        "size": 1,
    }
    text = json.dumps(manifest).encode()
    target = changed(
        tmp_path / "whole.zip", tmp_path / "evil.zip", **{MANIFEST: text, "media/../../evil": b"x"}
    )
    monkeypatch.setenv("KEQIAO_DATA", str(tmp_path / "new"))
    with pytest.raises(BackupError, match="does not belong"):
        restore(target)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no zip at all"])
def test_what_is_no_zip_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    (tmp_path / "file.zip").write_bytes(content)
    monkeypatch.setenv("KEQIAO_DATA", str(tmp_path / "new"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with pytest.raises(BackupError, match="cannot be restored"):
        restore(tmp_path / "file.zip")


def test_a_disk_that_is_full_leaves_no_half_file(
    installation: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object, **_named: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(zipfile.ZipFile, "writestr", full)
    (tmp_path / "out").mkdir()
    with pytest.raises(BackupError, match="No space left"):
        back_up(tmp_path / "out" / "back-up.zip")
    assert list((tmp_path / "out").iterdir()) == []
