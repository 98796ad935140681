"""After an update the rows that were there before are taken in once; from then on changes are found."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from tests.web.conftest import triggers_off

from keqiao.web.audit.frozen import FrozenModel
from keqiao.web.audit.models import Entry
from keqiao.web.audit.row_check import RowFlaw, check_rows
from keqiao.web.facts.models import Evidence


def slipped_in(number: int) -> None:
    """A row as an earlier version stored it: no entry vouches for it."""
    row = Evidence(
        sha256=f"{number:064}",
        size=1,
        media_type="application/pdf",
        original_name="a.pdf",
        title="a",
        grade="C",
    )
    super(FrozenModel, row).save()


def test_rows_from_before_are_taken_in_once(db, monkeypatch):
    monkeypatch.setattr("keqiao.web.audit.row_check._file_holds", lambda *_: True)
    for number in range(3):
        slipped_in(number)
    assert {row.flaw for row in check_rows().broken} == {RowFlaw.UNVOUCHED}
    with pytest.raises(CommandError):
        call_command("adopt_rows")
    out = StringIO()
    call_command("adopt_rows", reason="update to 0.2, compared with the back-up of yesterday", stdout=out)
    assert "facts_evidence: 3" in out.getvalue()
    assert check_rows().ok
    assert Entry.objects.get(action="audit.adopt").detail["rows"] == 3
    call_command("adopt_rows", reason="again")
    assert Entry.objects.filter(action="audit.adopt").count() == 1
    with triggers_off(), connection.cursor() as cursor:
        cursor.execute("UPDATE facts_evidence SET title = 'b'")
    assert [row.flaw for row in check_rows().broken] == [RowFlaw.CHANGED] * 3
