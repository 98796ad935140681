"""A firm that signs up, with the bureau's officer who decides."""

import pytest

from keqiao.web.firms import services

CODE = "91320481MA1X7B2K44"
ASKED = {
    "usci": CODE,
    "name": "示范储能装备有限公司",
    "person": "周工",
    "telephone": "0519-87200000",
    "email": "",
}
PASSWORD = "Bridge-over-water-7"


@pytest.fixture
def waiting(officer):
    """A sign-up that waits for the bureau."""
    row, _key = services.sign_up(ASKED, PASSWORD)
    return row
