"""Archives of each test go to a folder of its own."""

import pytest


@pytest.fixture(autouse=True)
def archive_folder(settings, tmp_path):
    settings.AUDIT_ARCHIVE = tmp_path / "audit-archive"
    return settings.AUDIT_ARCHIVE
