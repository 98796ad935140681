"""Who stays, which channel is precise, who is resident and why not; consent withdrawn is gone from every page."""

from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from keqiao.web.audit.clock import story_at
from keqiao.web.talents import services
from keqiao.web.talents.models import TalentIntroduction, TalentPost
from keqiao.web.talents.retention import Spell, precision, residency, retention

DAY = timezone.make_aware(datetime(2025, 6, 1, 9))


def test_retention_counts_who_is_still_there_for_as_long_as_they_were_followed():
    spells = [
        Spell(1, "甲", date(2020, 1, 1), date(2020, 10, 1)),  # left after nine months
        Spell(2, "甲", date(2022, 1, 1), None),
        Spell(3, "乙", date(2024, 12, 1), None),  # followed for six months only
        Spell(4, "乙", date(2026, 1, 1), None),  # not yet there
    ]
    lines = {line.name: line for line in retention(spells, date(2025, 6, 1))}
    assert (lines[""].persons, lines[""].left) == (3, 1)
    assert lines["甲"].estimates[0].survival == pytest.approx(0.5)
    assert lines[""].estimates[0].survival == pytest.approx(0.5)  # one of two that were followed nine months
    assert lines["乙"].estimates == (None, None, None)


def test_precision_waits_until_it_can_be_told(town):
    with story_at(DAY):
        for engagement, introduced in (
            (town.engagement, date(2023, 4, 1)),  # came 2023-05-01, still there
            (town.left, date(2022, 12, 1)),  # fourteen months
            (None, date(2024, 1, 1)),  # nobody came
            (None, date(2025, 5, 1)),  # too early to tell
        ):
            services.introduce(
                town.office,
                TalentIntroduction(
                    platform=town.platforms[0],
                    channel="open",
                    introduced_on=introduced,
                    engagement=engagement,
                ),
            )
        (line,) = precision(town.office, "channel")
    assert (line.introduced, line.mature, line.stayed) == (4, 3, 2)


def test_residency_says_who_fails_and_why(town):
    rows = {row.engagement.person.code: row for row in residency(town.director, 2024)}
    assert rows[town.person.code].is_resident
    assert rows["R9"].engaged == 3
    assert rows["R9"].reasons == ("非全职：兼职", "2024 年没有现场工作月登记")
    assert {row.engagement.platform_id for row in residency(town.office, 2023)} == {
        platform.pk for platform in town.platforms
    }


def test_consent_withdrawn_is_gone_from_every_page_and_export_and_the_count_stays(town, client_of):
    with story_at(DAY):
        services.introduce(
            town.office,
            TalentIntroduction(
                platform=town.platforms[0],
                channel="open",
                introduced_on=date(2022, 12, 1),
                engagement=town.left,
            ),
        )
    client = client_of(town.office)
    lists = [
        reverse(f"talents:{name}") for name in ("overview", "residency", "introductions", "applications")
    ]
    pages = [*lists, *(f"{url}?export=xlsx" for url in lists[1:]), f"{lists[1]}?year=2024&resident=no"]

    def shows() -> list[bool]:
        return ["李四".encode() in b"".join(client.get(url)) for url in pages if "export" not in url]

    def counted() -> int:
        return len(residency(town.office, 2024))

    before = counted()
    assert any(shows())
    town.other.consent_public = False
    town.other.save()
    assert not any(shows())
    assert counted() == before


def test_a_post_that_closes_before_it_opens_is_refused_and_who_to_approach_is_not_public(
    town, user_with, client_of
):
    post = TalentPost(
        platform=town.platforms[0],
        title="带头人",
        opened_on=date(2025, 1, 1),
        closes_on=date(2024, 1, 1),
        target="甲所",
    )
    with pytest.raises(ValidationError, match="早于"):
        services.open_post(town.director, post)
    post.closes_on = None
    services.open_post(town.director, post)
    stranger = user_with("platform_director", unit=town.platforms[1].unit, username="stranger")
    assert "甲所" in client_of(town.director).get(reverse("talents:posts")).content.decode()
    page = client_of(stranger).get(reverse("talents:posts")).content.decode()
    assert "带头人" in page
    assert "甲所" not in page
