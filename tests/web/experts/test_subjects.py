"""A panel over subjects that another room would declare: persons, of whom none judges themselves."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from keqiao.web.accounts.models import User
from keqiao.web.experts import services, subject_kinds
from keqiao.web.experts.models import ConflictDeclaration, PanelSubject
from keqiao.web.experts.platforms import PLATFORMS
from keqiao.web.experts.services import ScoreEntry
from keqiao.web.experts.subjects import Material, Subject
from keqiao.web.facts.models import Fact

from .conftest import declare, hand_in


class Persons:
    """Users as subjects."""

    code = "person"
    name = "人员"
    own = "本人"
    settled: list[Decimal | None] = []

    def offered(self, user):
        return self.named(User.objects.values_list("pk", flat=True)).values()

    def named(self, keys):
        users = User.objects.filter(pk__in=list(keys)).order_by("pk")
        return {user.pk: Subject(user.pk, user.username, f"人员{user.username}") for user in users}

    def conflicts(self, experts, keys):
        return {(expert.pk, expert.pk) for expert in experts if expert.pk in keys}

    def materials(self, panel, keys):
        return {key: [Material("材料", "代表作", "一项", panel.period, [])] for key in keys}

    def gaps(self, panel, keys):
        return ["缺少材料"]

    def settle(self, panel, row, result, actor):
        self.settled.append(result.value)

    def url(self, panel, row):
        return ""


@pytest.fixture
def persons(monkeypatch):
    kind = Persons()
    kind.settled = []
    monkeypatch.setattr(subject_kinds, "KINDS", [PLATFORMS, kind])
    return kind


def test_a_panel_judges_what_a_room_declares(bench, organised, persons, client_of):
    judged = [bench.experts[6], bench.auditor]
    panel = organised(subject_kind="person", platforms=judged)
    services.open_panel(bench.officer, panel.pk)
    assert ConflictDeclaration.objects.get(by_system=True).seat.expert == judged[0]
    for expert in bench.experts:
        declare(expert, panel)
    with pytest.raises(PermissionDenied):
        services.give_scores(judged[0], panel.pk, {judged[0].pk: ScoreEntry(Decimal(99))})
    page = client_of(bench.experts[0]).get(panel.get_absolute_url()).content.decode()
    assert "人员auditor" in page and "代表作" in page
    for number, expert in enumerate(bench.experts):
        hand_in(expert, panel, 70 + 3 * number, skip=[judged[0].pk] if expert == judged[0] else ())
    for expert in bench.experts:
        services.give_scores(expert, panel.pk, {}, hand_in=True)
    services.close(bench.second, panel.pk)
    results = dict(PanelSubject.objects.values_list("key", "value"))
    assert results == {judged[0].pk: Decimal("77.5"), bench.auditor.pk: 79}
    assert sorted(persons.settled) == sorted(results.values())
    assert not Fact.objects.filter(measure=bench.measure).exists()
    assert client_of(bench.officer).get(panel.get_absolute_url()).status_code == 200


def test_a_person_and_a_platform_of_one_key_are_not_the_same(bench, organised, persons):
    organised()
    keys = [one.pk for one in bench.platforms[:3]]
    people = [User.objects.filter(pk=key).first() for key in keys]
    assert all(people)
    assert organised(subject_kind="person", platforms=people).code == "E2024-02"
    with pytest.raises(ValidationError):
        organised(subject_kind="person", platforms=people)


def test_only_what_is_there_stands_before_a_panel(bench, organised, persons):
    with pytest.raises(ValidationError):
        services.prepare(bench.officer, organised(), [10**9], bench.experts)
