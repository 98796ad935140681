"""A snapshot says the same whether the registers are put back for it or not: most readings need not, the first row that
somebody changes afterwards makes all of them do it.
"""

from __future__ import annotations

import pytest

from keqiao.web.accounts.models import User
from keqiao.web.facts.derivations import reading
from keqiao.web.facts.models import Snapshot
from keqiao.web.facts.services.snapshots import recompute_snapshot


@pytest.mark.parametrize("code", ["demo-2022", "demo-2024"])
def test_an_earlier_snapshot_is_the_same_after_a_later_change(demonstration, monkeypatch, code) -> None:
    monkeypatch.setattr(reading, "changed_since", lambda at: True)
    monkeypatch.setattr(reading, "is_verified_since", lambda at=None: False)
    auditor = User.objects.get(username="auditor")
    assert recompute_snapshot(auditor, Snapshot.objects.get(code=code)).differing == 0
