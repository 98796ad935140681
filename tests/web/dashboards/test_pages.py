"""Home by role, cockpit, figures on demand."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from tests.web.evaluations.conftest import second_person
from tests.web.grading.conftest import Story
from tests.web.markup import markup

from keqiao.web.dashboards.homes import kind_of
from keqiao.web.evaluations import services
from keqiao.web.registry.models import Agreement, Commitment, Firm, Organisation, Person, Platform, Region


def page(client, user, address, **query):
    client.force_login(user)
    return client.get(address, query)


def text(response):
    return markup(response)


def test_a_stranger_is_sent_to_sign_in(client, db):
    assert client.get("/").status_code == 302
    assert "login" in client.get("/cockpit/").url


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("officer", "bureau"),
        ("auditor", "auditor"),
        ("director", "platform"),
        ("leader", "cockpit"),
        ("congress", "cockpit"),
        ("broker", "reader"),
        ("admin", "admin"),
        ("expert", "expert"),
    ],
)
def test_every_role_has_its_home(client, request, loaded, run, name, kind):  # noqa: PLR0917 - fixtures
    user = request.getfixturevalue(name)
    assert kind_of(user) == kind
    response = page(client, user, "/")
    if kind == "cockpit":
        assert response.url == "/cockpit/"
    elif kind == "expert":
        assert response.url == "/evaluations/panels/"
    else:
        assert response.status_code == 200


def test_the_bureau_sees_what_waits(client, officer, loaded, snapshot, scheme):
    waiting = services.start_run(officer, title="测算", snapshot=snapshot, scheme=scheme, periods=["2024"])
    shown = text(page(client, officer, "/"))
    assert waiting.get_absolute_url() in shown
    client.cookies["keqiao_language"] = "en"
    home = text(page(client, officer, "/"))
    assert "To do" in home
    assert "Headline figures (As of " in " ".join(home.split())


def test_a_snapshot_that_nobody_evaluated_waits(client, officer, loaded, snapshot):
    assert f"{reverse('evaluations:new')}?snapshot={snapshot.pk}" in text(page(client, officer, "/"))


def test_the_director_sees_the_own_scorecard_and_nobody_elses(client, director, officer, loaded, run):
    """A run alone, released or not, is no grade; what is published or decided is, with its state."""
    row = run.totals.get(period="2024", platform__code="P02")
    shown = text(page(client, director, "/"))
    assert "尚无定级" in shown
    assert f"{row.total:.2f}" not in shown
    grading = Story(officer, second_person()).published(run, day=0)
    shown = text(page(client, director, "/"))
    assert f"{row.total:.2f}" in shown
    assert f"/evaluations/{run.code}/P02/" in shown
    assert "公示期满、待定级" in shown
    assert grading.get_absolute_url() in shown
    for other in ("示范1号院", "示范3号院"):
        assert other not in shown


def test_the_cockpit_leads_from_every_figure_to_its_page(client, leader, loaded, run):
    response = page(client, leader, "/cockpit/", as_of="2024-12-31")
    shown = text(response)
    assert response.status_code == 200
    for figure in response.context["figures"]:
        assert figure.url in shown
        assert figure.when in shown
    assert "/figures/platform_count/city/2024-12-31/" in shown
    assert 'class="figure-number">4<' in shown
    assert "演示数据" in shown
    assert "动力电池" in shown


def test_the_cockpit_counts_the_platforms_of_the_day(client, leader, loaded, run):
    shown = text(page(client, leader, "/cockpit/", as_of="2022-12-31"))
    assert "/figures/platform_count/city/2022-12-31/" in shown
    assert 'class="figure-number">3<' in shown


def test_without_a_run_the_cockpit_lists_platforms(client, leader, loaded):
    response = page(client, leader, "/cockpit/", as_of="x' OR 1=1")
    assert response.status_code == 200
    assert "示范1号院" in text(response)


def test_the_directors_cockpit_has_published_grades_by_name_and_the_own_points(
    client, director, officer, loaded, run
):
    Story(officer, second_person()).published(run, day=0)
    response = page(client, director, "/cockpit/", as_of="2025-03-05")
    table = response.context["table"]
    rows = {str(row["platform"].value): row for row in table.rows}
    # By code, which tells nothing; a row by rank would tell the ranks.
    assert list(rows) == ["示范1号院", "示范2号院", "示范3号院", "示范4号院"]
    assert [name for name, row in rows.items() if "total" in row] == ["示范2号院"]
    assert all(row["grade"].text for row in rows.values())
    others = [str(row.total) for row in run.totals.exclude(platform__code="P02")]
    assert not [total for total in others if total in text(response)]


@pytest.mark.parametrize(
    "question", ["研发人员", "全市平台研发人员多少? 比去年呢?", "rd_headcount", "R&D staff", "研发"]
)
def test_a_question_finds_its_figure_with_day_definition_and_change(client, officer, loaded, question):
    response = page(client, officer, "/search/", q=question)
    figures = [answer.figure for answer in response.context["answers"].figures]
    assert figures[0].measure.code == "rd_headcount"
    assert figures[0].url in text(response)
    assert figures[0].definition.words in text(response)


@pytest.mark.parametrize(
    "question",
    ["", "   ", "没有这个东西啊", "'; DROP TABLE", "<script>alert(1)</script>", "x" * 5000, "%"],
)
def test_odd_questions_are_answered_calmly(client, officer, loaded, question):
    response = page(client, officer, "/search/", q=question)
    assert response.status_code == 200
    assert "<script>alert" not in text(response)


def test_the_search_shows_platforms_as_far_as_they_may_be_seen(client, officer, director, admin, loaded):
    assert "示范1号院" in text(page(client, officer, "/search/", q="示范"))
    found = page(client, director, "/search/", q="示范").context["platforms"]
    assert set(found) == set(Platform.objects.visible_to(director))
    assert not page(client, admin, "/search/", q="研发人员").context["answers"].figures


def test_a_question_is_answered_for_its_platform_and_its_year_only(client, officer, director, loaded):
    answers = page(client, officer, "/search/", q="示范1号院2023年底研发人员").context["answers"]
    (answer,) = answers.figures
    assert (answer.figure.scope.code, answer.figure.moment) == ("P01", "2023-12-31")
    assert answer.sentence.startswith("示范1号院")
    refused = page(client, director, "/search/", q="示范1号院研发人员").context["answers"].figures[0]
    assert refused.figure.value is None and refused.figure.reason in refused.sentence
    own = page(client, director, "/search/", q="我院研发人员").context["answers"].figures
    assert [answer.figure.scope.code for answer in own] == ["P02"]


def test_what_was_not_understood_is_told_and_no_other_figure_given(client, officer, loaded):
    for question, word in (("研发人员占比", "占比"), ("火星院研发人员", "火星院")):
        response = page(client, officer, "/search/", q=question)
        assert not response.context["answers"].figures
        assert f"<strong>{word}</strong>" in text(response)
    future = page(client, officer, "/search/", q="2099年研发人员")
    assert not future.context["answers"].figures
    assert "2099" in future.context["answers"].refusals[0]


def test_a_question_for_money_paid_out_is_answered_as_far_as_it_may_be_seen(
    client, officer, director, loaded
):
    (paid,) = page(client, officer, "/search/", q="去年拨付了多少").context["answers"].payments
    assert paid.amount == 0 and "0.00万元" in paid.sentence
    (refused,) = page(client, director, "/search/", q="全市拨付").context["answers"].payments
    assert refused.amount is None


def test_names_and_numbers_of_the_registers_are_found(client, officer, loaded):
    organisation = Organisation.objects.create(name="示范启穹科技有限公司")
    firm = Firm.objects.create(organisation=organisation)
    person = Person.objects.create(code="R-7", name="张家明")
    for question, row in (("示范启穹", firm), ("sfqq", firm), ("张家明", person), ("R-7", person)):
        rows = page(client, officer, "/search/", q=question).context["rows"]
        assert [hit.url.rstrip("/").rsplit("/", 1)[-1] for hit in rows] == [str(row.pk)], question


def test_the_answer_on_one_page(client, leader, loaded):
    response = page(client, leader, reverse("dashboards:brief", args=("platform_count", "2024-12-31")))
    assert response.status_code == 200
    assert response.context["figure"].value == Platform.objects.count()
    assert page(client, leader, reverse("dashboards:brief", args=("nothing", "2024"))).status_code == 404
    assert (
        page(client, leader, reverse("dashboards:brief", args=("platform_count", "never"))).status_code == 404
    )


def test_the_number_of_queries_does_not_grow_with_the_city(  # noqa: PLR0917 - fixtures
    client, leader, officer, loaded, run, city, django_assert_max_num_queries
):
    for user, address in (
        (leader, "/cockpit/?as_of=2024-12-31"),
        (officer, "/"),
        (officer, "/search/?q=研发人员"),
    ):
        client.force_login(user)
        client.get(address)
        with django_assert_max_num_queries(QUERIES) as before:
            client.get(address)
        first = len(before.captured_queries)
        more = [_copy(city[0], number) for number in range(3)]
        client.get(address)  # who looks first after a change has figures computed anew
        with django_assert_max_num_queries(first):
            client.get(address)
        for platform in more:
            Platform.objects.filter(pk=platform.pk).delete()


QUERIES = 92


def _copy(platform, number):
    organisation = Organisation.objects.create(name=f"新设{number}院")
    return Platform.objects.create(
        organisation=organisation,
        code=f"N{number}",
        short_name=f"新设{number}院",
        type="rd",
        settled_on=platform.settled_on,
        operating_since=platform.operating_since,
        valid_from=platform.valid_from,
    )


def promised(platform, day, number):
    """So many commitments of a platform's agreement that are due on a day."""
    agreement = Agreement.objects.create(platform=platform, title="共建协议", signed_on=date(2023, 1, 1))
    Commitment.objects.bulk_create(
        Commitment(agreement=agreement, party="government", item=f"场地{place}", due_on=day)
        for place in range(number)
    )


@pytest.mark.parametrize(("name", "shown"), [("officer", (3, 2)), ("director", (1, 2))])
def test_home_counts_what_comes_due_and_leads_there(client, request, loaded, city, name, shown):  # noqa: PLR0917
    Region.objects.update(default_as_of=date(2024, 10, 31), demonstration=True)
    promised(city[0], date(2024, 10, 30), 2)
    promised(city[1], date(2024, 10, 30), 1)
    promised(city[1], date(2024, 11, 30), 2)
    user = request.getfixturevalue(name)
    found = page(client, user, "/").context["todo"]
    counts = {one.url: one.text for one in found if "/reminders/" in one.url}
    assert list(counts) == ["/reminders/?light=bad", "/reminders/?light=watch"]
    for (address, words), number in zip(counts.items(), shown, strict=True):
        assert f"{number}项" in words
        assert page(client, user, address).context["page"].paginator.count == number


def test_home_says_nothing_of_reminders_where_none_is_due(client, director, loaded):
    response = page(client, director, "/")
    assert response.context["todo"] == []
    assert "/reminders/?" not in text(response)
