"""An application for a talent: prefilled, judged by people of its class, public, granted, paid in parts."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from tests.web.markup import markup

from keqiao.web.audit.clock import story_at, today
from keqiao.web.experts import services as panels
from keqiao.web.experts.models import ExpertPanel
from keqiao.web.experts.services import ScoreEntry
from keqiao.web.facts.models import Measure
from keqiao.web.programmes.library import programme_of
from keqiao.web.talents import services
from keqiao.web.talents.models import TalentApplication
from keqiao.web.talents.persons import PersonBook
from keqiao.web.talents.review_subjects import MEASURE, SOURCE, kind_of


def judged(town, user_with, row: TalentApplication, points: int) -> None:
    """Let five experts of the class judge."""
    experts = [user_with("expert", username=f"judge_{number}") for number in range(5)]
    panel = ExpertPanel(
        title="人才评审",
        field="研究",
        source=SOURCE,
        basis="applied",
        measure=Measure.objects.get(code=MEASURE),
        period="2024",
        subject_kind=kind_of("applied"),
    )
    made = panels.open_panel(town.officers[0], panels.prepare(town.officers[0], panel, [row.pk], experts).pk)
    for expert in experts:
        panels.declare(expert, made.pk, {row.pk: (False, "")})
        panels.give_scores(expert, made.pk, {row.pk: ScoreEntry(Decimal(points), "业绩属实。")}, hand_in=True)
    with pytest.raises(PermissionDenied, match="不公开"):
        services.announce(town.office, row.pk)
    for expert in experts:
        panels.give_scores(expert, made.pk, {}, hand_in=True)
    panels.close(town.officers[1], made.pk)


def test_registers_fill_what_they_know_and_the_page_says_where_from(town, client_of):
    row = services.begin(town.director, town.person, town.platforms[0], town.programme)
    book = PersonBook(town.person, {})
    known = {w.measure: book.by_register(w) for w in book.read_by(programme_of(town.programme))}
    assert known["degree_level"].value == 3
    assert known["months_in_city"] is not None
    assert known["age"] is None
    page = client_of(town.director).get(row.get_absolute_url())
    assert 'name="write-age"' in page.content.decode()
    assert 'name="write-degree_level"' not in page.content.decode()


def test_the_whole_way_to_the_last_instalment(town, submitted, user_with):
    row = submitted
    assert (row.state, row.figures["degree_level"]) == ("submitted", 3.0)
    with pytest.raises(PermissionDenied, match="评审组"):
        services.announce(town.office, row.pk)
    judged(town, user_with, row, 80)
    row = services.announce(town.office, row.pk)
    assert row.points == 80
    with pytest.raises(PermissionDenied, match="公示至"):
        services.grant(town.office, row.pk, Decimal(1_000_000))
    after = datetime.combine(row.publicity_until, datetime.min.time()).replace(hour=9)
    with story_at(timezone.make_aware(after) + timezone.timedelta(days=1)):
        row = services.grant(town.office, row.pk, Decimal("1000000.01"))
        parts = [part.amount for part in row.instalments.all()]
        assert (sum(parts), len(parts)) == (Decimal("1000000.01"), 3)
        for _part in parts:
            services.pay(town.office, row.pk, today())
        with pytest.raises(PermissionDenied, match="全部拨付"):
            services.pay(town.office, row.pk, today())


def test_a_review_below_the_threshold_is_not_made_public(town, submitted, user_with):
    judged(town, user_with, submitted, 59)
    with pytest.raises(PermissionDenied, match="59 分"):
        services.announce(town.office, submitted.pk)


def test_what_does_not_fit_is_not_handed_in_and_the_reason_stands_on_the_page(town, client_of):
    row = services.begin(town.director, town.person, town.platforms[0], town.programme)
    client = client_of(town.director)
    form = {
        "achievements": "转化",
        "talent_class": "创新",
        "experience_years": "1",
        "edition": str(row.edition),
    }
    client.post(
        reverse("talents:step", args=(row.pk, "write")),
        {f"write-{name}": value for name, value in form.items()},
    )
    row.refresh_from_db()
    answer = client.post(
        reverse("talents:step", args=(row.pk, "submit")), {"submit-edition": str(row.edition)}
    )
    assert answer.status_code == 422
    assert "不符合该计划" in markup(answer)
    with pytest.raises(ValidationError):  # a person without an engagement at the platform
        services.begin(town.office, town.other, town.platforms[0], town.programme)


def test_a_platform_applies_for_itself_only(town, user_with, client_of):
    stranger = user_with("platform_director", unit=town.platforms[1].unit, username="stranger")
    with pytest.raises(PermissionDenied):
        services.begin(stranger, town.person, town.platforms[0], town.programme)
    row = services.begin(town.director, town.person, town.platforms[0], town.programme)
    assert client_of(stranger).get(row.get_absolute_url()).status_code == 404
    assert date.today() >= row.made_at.date()
