"""What a bureau sets for gradings, and that a publicity keeps what it began with."""

import pytest
from tests.web.documents import enacted
from tests.web.grading.conftest import after

from keqiao.web.grading.documents import PARAMETERS
from keqiao.web.grading.services.publicity import shortest_end


def test_the_package_says_seven_days(db):
    assert PARAMETERS.in_force().publicity_days == 7
    assert shortest_end(after(0).date()) == after(6).date()


@pytest.mark.parametrize(
    ("before", "wrong"),
    [
        ("publicity_days: 7", "publicity_days: 0"),
        ("publicity_days: 7", "publicity_days: '7'"),
        ("publicity_days: 7", "publicity_days: true"),
        ("show_totals: false", "show_totals: 1"),
        ('issuer: "{region}科学技术局"', "issuer: ' '"),
    ],
)
def test_nonsense_is_refused(before, wrong):
    assert before in PARAMETERS.package_text
    reading = PARAMETERS.read(PARAMETERS.package_text.replace(before, wrong))
    assert [finding.key for finding in reading.errors] == [wrong.partition(":")[0]]


def test_a_publicity_keeps_what_it_began_with(story, runs):
    """The notice of a publicity that runs is signed as it was, the next one as is set now."""
    published = story.published(runs())
    assert PARAMETERS.code in published.documents
    made = enacted(PARAMETERS, ("show_totals: false", "show_totals: true"))
    assert PARAMETERS.used_by(published.documents).show_totals is False
    assert PARAMETERS.in_force().show_totals is True
    assert made.fingerprint not in published.documents.values()
