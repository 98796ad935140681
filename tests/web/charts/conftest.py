"""Of demonstration data, and no region is asked."""

import pytest

from keqiao.web.site.demonstration import marked


@pytest.fixture(autouse=True)
def _demonstration():
    with marked(True):
        yield
