"""`keqiao verify` says of each part whether it holds, and names what does not."""

from __future__ import annotations

import shutil
from pathlib import Path

from keqiao.web.backups.integrity import verify_installation
from keqiao.web.facts.models import Evidence


def test_the_demonstration_holds_and_a_changed_file_is_named(demonstration, settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = shutil.copytree(demonstration.media, tmp_path / "media")
    parts = list(verify_installation())
    assert [(str(part.name), part.broken) for part in parts] == [
        ("audit log", ()),
        ("files of evidence against their hashes", ()),
        ("snapshots against their hashes", ()),
        ("runs computed again", ()),
        ("kept figures against the rows", ()),
    ]
    assert all(part.checked for part in parts)
    first, second = Evidence.objects.order_by("pk")[:2]
    Path(settings.MEDIA_ROOT, first.file.name).write_bytes(b"other")
    Path(settings.MEDIA_ROOT, second.file.name).unlink()
    broken = {str(part.name): part.broken for part in verify_installation()}
    assert broken.pop("files of evidence against their hashes") == (
        first.file.name,
        second.file.name,
    )
    # The log vouches for the rows of files together with the files.
    assert len(broken.pop("audit log")) == 2
    assert set(broken.values()) == {()}
