"""The demonstration city, with its files."""

from __future__ import annotations

import pytest
from tests.demonstration import demonstration as make
from tests.golden import golden

demonstration = golden(make)


@pytest.fixture
def demo(demonstration):
    """The bureau officer of the city."""
    return demonstration.officer
