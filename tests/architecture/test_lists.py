"""Lists are paged by the one mechanism (``web/site/lists``), not by hand."""

from tests.sources import WEB as SOURCE
from tests.sources import files, text_of

BY_HAND = {
    "dashboards/cockpit.py": "a table of the cockpit whose totals stand under its last page",
    "registry/verification/views.py": "one list over the rows of many tables, cut by counting them",
    "returns/board/homes.py": "parts of a home, below what waits",
}
"""Pages that cut their rows themselves, each with its reason. A new one is to be a ListView, not added."""


def test_no_page_cuts_its_rows_by_hand():
    places = {
        str(path.relative_to(SOURCE))
        for path in files(SOURCE)
        if "Paginator(" in text_of(path) and "site/lists" not in path.as_posix()
    }
    assert places - {"audit/selectors.py"} == set(BY_HAND), (
        "a subclass of Paginator in audit/selectors.py is no page"
    )
