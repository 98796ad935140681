"""A run is seen outside the bureau only when released: by its grading's publicity, or by another person."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from tests.web.evaluations.conftest import PERIODS, THREE_PILLAR, second_person
from tests.web.grading.conftest import Story, after

from keqiao.web.audit.clock import story_at
from keqiao.web.audit.models import Entry
from keqiao.web.evaluations import releases, services
from keqiao.web.evaluations.models import Run
from keqiao.web.grading.services import preparation, publicity
from keqiao.web.tolerance import selectors as tolerance

OUTSIDE = ["leader", "congress", "broker", "director"]
INSIDE = ["officer", "auditor"]


@pytest.fixture
def people(request):
    return {name: request.getfixturevalue(name) for name in (*OUTSIDE, *INSIDE)}


def addresses(run):
    own = f"/evaluations/{run.code}/"
    return [
        own,
        f"{own}P02/",
        f"{own}indicators/A/",
        f"{own}robustness/",
        f"{own}efficiency/",
        f"{own}result.xlsx",
        f"{own}result.csv",
        f"{own}try/",
        f"/evaluations/compare/?before={run.code}/2023/reported&after={run.code}/2024/reported",
    ]


def seen_by(people, run):
    return {name for name, user in people.items() if Run.objects.visible_to(user).filter(pk=run.pk).exists()}


def test_a_finished_run_stays_in_the_bureau(people, unreleased, client):
    assert seen_by(people, unreleased) == set(INSIDE)
    for name in OUTSIDE:
        client.force_login(people[name])
        for address in addresses(unreleased):
            assert client.get(address).status_code == 404, (name, address)
        for address in (
            "/",
            "/cockpit/",
            "/evaluations/",
            "/evaluations/compare/",
            "/search/?q=示范",
            "/funding/",
        ):
            body = client.get(address, follow=True).content.decode()
            assert unreleased.code not in body, (name, address)
        assert tolerance.results(people[name]) == []
    for name in INSIDE:
        client.force_login(people[name])
        assert client.get(addresses(unreleased)[0]).status_code == 200


def test_another_person_releases_it_with_a_reason(people, unreleased, officer):
    other = second_person()
    with pytest.raises(PermissionDenied):
        releases.release(officer, unreleased, "我自己的运行")
    for name in (*OUTSIDE, "auditor"):
        with pytest.raises(PermissionDenied):
            releases.release(people[name], unreleased, "理由")
    with pytest.raises(ValidationError):
        releases.release(other, unreleased, "  ")
    assert seen_by(people, unreleased) == set(INSIDE)
    releases.release(other, unreleased, "征求各平台意见")
    assert seen_by(people, unreleased) == {*INSIDE, *OUTSIDE}
    entry = Entry.objects.filter(action="evaluations.release_run").get()
    assert (entry.actor, "征求各平台意见" in entry.detail_text) == (other, True)
    with pytest.raises(ValidationError):
        releases.release(other, unreleased, "再来一次")


def test_a_trial_is_never_released_nor_graded(people, officer, snapshot, scheme):
    text = THREE_PILLAR.replace('version: "2024.1"', 'version: "2024.1-try"')
    assert text != THREE_PILLAR
    draft = services.add_scheme_version(officer, text)
    run = services.execute_run(
        services.start_run(officer, title="试算", snapshot=snapshot, scheme=draft, periods=PERIODS)
    )
    assert run.is_trial
    with pytest.raises(ValidationError, match="2024"):
        releases.release(second_person(), run, "理由")
    with pytest.raises(ValidationError):
        preparation.prepare(officer, run, "2024", "reported", title="等次")
    assert seen_by(people, run) == set(INSIDE)
    assert [one.run for one in tolerance.results(officer) if one.run == run] == []


def test_an_unfinished_run_is_not_released(officer, snapshot, scheme):
    run = services.start_run(officer, title="测算", snapshot=snapshot, scheme=scheme, periods=PERIODS)
    with pytest.raises(ValidationError):
        releases.release(second_person(), run, "理由")


def test_the_publicity_of_its_grading_releases_a_run_from_its_first_day(people, unreleased, officer):
    story = Story(officer, second_person())
    grading = story.consulted(unreleased, day=0)
    with story_at(after(0)):
        assert seen_by(people, unreleased) == set(INSIDE)
        first = after(2).date()
        publicity.publish(officer, grading.pk, first, first + timedelta(days=7))
    for day, names in ((1, set(INSIDE)), (2, {*INSIDE, *OUTSIDE}), (20, {*INSIDE, *OUTSIDE})):
        with story_at(after(day)):
            assert seen_by(people, unreleased) == names, day
    with story_at(after(3)):
        preparation.withdraw(officer, grading.pk, "程序有误")
        assert seen_by(people, unreleased) == set(INSIDE)


def test_the_page_releases_and_keeps_what_was_typed(unreleased, officer, leader, client):
    address = f"/evaluations/{unreleased.code}/release"
    client.force_login(officer)
    assert client.post(address, {"reason": "理由"}).status_code == 403
    other = second_person()
    client.force_login(other)
    assert "仅科技局可见" in client.get(f"/evaluations/{unreleased.code}/").content.decode()
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "长" * 1001}).content.decode().count("长" * 1001) == 1
    assert client.post(address, {"reason": "征求意见"}).status_code == 302
    client.force_login(leader)
    assert client.get(f"/evaluations/{unreleased.code}/").status_code == 200
    assert client.post(address, {"reason": "理由"}).status_code == 403


def test_an_unknown_run_cannot_be_released(unreleased):
    with pytest.raises(Http404):
        releases.release(second_person(), Run(pk=unreleased.pk + 50, code="x"), "理由")


def test_a_draft_is_never_preselected(officer, snapshot, client):
    draft = services.add_scheme_version(officer, THREE_PILLAR)
    client.force_login(officer)
    form = client.get("/evaluations/new/").context["form"]
    assert form["scheme"].initial is None
    assert form.fields["scheme"].empty_label == "—"
    assert client.get(f"/evaluations/new/?scheme={draft.pk}").context["form"]["scheme"].value() is not None
    sent = {"title": "测算", "snapshot": snapshot.pk, "scheme": "", "periods": ["2024"], "basis": "reported"}
    assert client.post("/evaluations/new/", sent).status_code == 422


def test_the_version_in_force_comes_first(officer, snapshot, scheme, client):
    text = THREE_PILLAR.replace('version: "2024.1"', 'version: "2024.1-try"')
    services.add_scheme_version(officer, text)
    client.force_login(officer)
    form = client.get("/evaluations/new/").context["form"]
    assert form["scheme"].initial == scheme.pk
    assert [version.status for version in form.fields["scheme"].queryset] == ["valid", "draft"]
