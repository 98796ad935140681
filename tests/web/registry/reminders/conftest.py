"""Two platforms with nothing that comes due; each test adds what it looks at."""

from datetime import date

from tests.golden import golden
from tests.web.registry.city import reference, side

DAY = date(2024, 6, 1)


@golden
def city(roles):
    """Two platforms, each with a firm, an agreement and a row of every other register."""
    common = reference()
    return [side(0, common), side(1, common)]
