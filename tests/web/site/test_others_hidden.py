"""What a platform's own people and readers of what is published must not learn of other platforms, on any page."""

import html
import io
import json
import re
import zipfile

import pytest
from tests.web.evaluations.conftest import (  # noqa: F401 - fixtures
    broker,
    city,
    director,
    officer,
    run,
    scheme,
    snapshot,
    unreleased,
)

from keqiao.web.charts import signed
from keqiao.web.evaluations import selectors
from keqiao.web.evaluations.why import COARSE
from keqiao.web.facts.services import load_measures
from keqiao.web.jobs.models import Job
from keqiao.web.site.tables import Table

SIGNED = re.compile(r'name="chart" value="([^"]*)"')
"""The chart as it is handed out for its picture: compressed and signed."""


@pytest.fixture
def whole_city(db, request):
    """Four platforms with the package's measures and a released run; P02 is the director's own."""
    load_measures()
    return request.getfixturevalue("run")


def told(response) -> str:
    """Everything that an answer says: the page with its charts unpacked, or the texts of a workbook."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if "spreadsheetml" in response["Content-Type"]:
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            return html.unescape("\n".join(book.read(name).decode() for name in book.namelist()))
    page = html.unescape(body.decode())
    charts = [json.dumps(signed.unsign(text).to_dict(), ensure_ascii=False) for text in SIGNED.findall(page)]
    return "\n".join([SIGNED.sub("", page), *charts])


def pages(run) -> list[str]:  # noqa: F811
    """Every page and download of the room that shows something of a run, with what may be asked of it."""
    own = f"/evaluations/{run.code}/"
    nodes = selectors.reading(run, run.last_period, run.bases[0]).nodes
    found = [own]
    found += [f"{own}{code}/" for code in ("P01", "P02", "P03", "P04", "P99")]
    found += [f"{own}{name}/" for name in ("robustness", "efficiency", "try")]
    found += [f"{own}try/answer", f"{own}result.xlsx", f"{own}result.csv"]
    found += [f"{own}indicators/{node.code}/" for node in nodes]
    asked = [f"{address}?period={period}" for address in found for period in run.periods]
    return [
        "/",
        "/evaluations/",
        "/rulebooks/evaluations.schemes/",
        "/evaluations/gradings/",
        "/evaluations/tolerance/",
        "/evaluations/tolerance/new/",
        *found,
        *asked,
        f"{own}?platform=P01&platform=place-1&platform=P03",
        f"{own}robustness/?platform=P01",
        f"{own}try/?w.A=90",
        f"{own}try/?w.A=1&period=2023",
        f"{own}try/answer?w.B=80",
        f"{own}efficiency/?input=operating_years&output=market_income",
        "/evaluations/compare/",
        f"/evaluations/compare/?before={run.code}/2023/reported&after={run.code}/2024/reported&platform=P01",
        f"/evaluations/compare/?before={run.code}/2022/reported&after={run.code}/2024/reported",
    ]


NAMES = re.compile(r"示范[134]号院|示范[134]号研究院|Institute [134]|P0[134]\b|/platforms/P0[134]")


def exact(run) -> dict[str, set[str]]:  # noqa: F811
    """Totals, scores, contributions and raw values of platforms that are not the director's, as pages print them.

    Round numbers tell nobody: they stand for full marks, for none, for weights and for thresholds.
    """
    found: dict[str, set[str]] = {}
    own: set[str] = set()
    for period in run.periods:
        reading = selectors.reading(run, period, run.bases[0])
        values = [(row.platform.code, row.total) for row in reading.totals]
        for mark in reading.marks.frame.iter_rows(named=True):
            code, score = mark["unit"], mark["score"]
            if code == "P02":
                values += [(code, mark[name]) for name in ("score", "contribution", "raw", "weight")]
            elif score is not None and score % COARSE:
                values += [(code, mark[name]) for name in ("score", "contribution", "raw")]
        for code, value in values:
            if value is None or float(value) == round(value):
                continue
            texts = {f"{value:.2f}", f"{value:.4f}", repr(value)}
            if code == "P02":
                own |= texts
            else:
                found.setdefault(code, set()).update(texts)
    # What is printed with two places may be a figure of the own platform, a threshold or a share by chance.
    return {code: texts - own for code, texts in found.items()}


def long_ones(texts: set[str]) -> set[str]:
    return {text for text in texts if len(text.replace(".", "").lstrip("0")) >= 6}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_results_name_no_other_platform_and_tell_none_of_its_figures(
    language,
    whole_city,
    director,  # noqa: F811
    client_of,
    settings,
):
    client = client_of(director)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    figures = {code: long_ones(texts) for code, texts in exact(whole_city).items()}
    assert all(len(texts) > 50 for texts in figures.values())
    found = {}
    for address in pages(whole_city):
        response = client.get(address)
        assert response.status_code in {200, 403, 404}, address
        text = told(response)
        if names := [name for name in NAMES.findall(text) if name not in address]:
            found[address] = names
        if leaks := {one for texts in figures.values() for one in texts if one in text}:
            found[address] = leaks
    assert found == {}


def test_totals_of_others_stand_nowhere(whole_city, director, client_of):  # noqa: F811
    """With the two places in which totals are printed; the own ones may be equal by chance, others may not."""
    totals = {
        f"{row.total:.2f}"
        for period in whole_city.periods
        for row in selectors.totals(whole_city, period, "reported")
        if row.platform.code != "P02"
    }
    own = {
        f"{row.total:.2f}"
        for period in whole_city.periods
        for row in selectors.totals(whole_city, period, "reported")
        if row.platform.code == "P02"
    }
    client = client_of(director)
    for address in (
        f"/evaluations/{whole_city.code}/",
        f"/evaluations/{whole_city.code}/P02/",
        "/evaluations/compare/",
    ):
        text = told(client.get(address))
        assert not [
            total for total in totals - own if re.search(rf"(?<![\d.]){re.escape(total)}(?!\d)", text)
        ]


def test_the_page_of_an_unknown_platform_answers_as_that_of_another(whole_city, director, client_of):  # noqa: F811
    """Whether the run has a platform of a code is told by no error."""
    client = client_of(director)
    pages_ = [client.get(f"/evaluations/{whole_city.code}/{code}/") for code in ("P01", "P99")]
    assert [page.status_code for page in pages_] == [403, 403]
    bodies = [re.sub(r"P01|P99|[A-Za-z0-9]{64}", "", page.content.decode()) for page in pages_]
    assert bodies[0] == bodies[1]


def test_medians_are_rounded_for_a_platform(whole_city, director, officer, client_of):  # noqa: F811
    """The median of an odd number of platforms is the score of one of them."""
    address = f"/evaluations/{whole_city.code}/P02/"
    for user, is_round in ((director, True), (officer, False)):
        rows = client_of(user).get(address).context["rows"]
        medians = [
            row.factor.field_score for row in rows if row.factor and row.factor.field_score is not None
        ]
        assert all(value % COARSE == 0 for value in medians) == is_round


def test_what_is_shown_joins_with_no_public_register(whole_city, city, director, client_of):  # noqa: F811
    """Re-identification by joining: every number that stands on a page for a platform, beside every public figure of
    the platforms. Nothing on any page is a row about another platform, so that no number of it meets one of theirs.
    """
    public = {
        platform.code: {
            str(platform.operating_since.year),
            str(2024 - platform.operating_since.year),
            platform.type,
            str(platform.get_type_display()),
            platform.settled_on.isoformat(),
        }
        for platform in city
    }
    client = client_of(director)
    for address in pages(whole_city):
        response = client.get(address)
        context = response.context or {}
        table = context.get("table") if response.status_code == 200 else None
        keys = {column.key for column in table.columns} if isinstance(table, Table) else set()
        for row in table.rows if "platform" in keys else ():
            named = str(getattr(row["platform"], "value", row["platform"]))
            assert named == "示范2号院", address
            values = {str(getattr(cell, "value", cell)) for cell in row.values()}
            for code, known in public.items():
                if code != "P02":
                    assert not (values & (known - public["P02"])), address


def test_the_order_of_what_is_listed_tells_no_rank(whole_city, director, client_of):  # noqa: F811
    """Grades of all platforms are counted only; the list behind the count is sorted."""
    page = client_of(director).get(f"/evaluations/{whole_city.code}/")
    reading = page.context["reading"]
    assert list(reading.grades_held) == sorted(reading.grades_held)
    assert set(reading.marks.frame["unit"]) == {"P02"}
    assert set(reading.certainty.of) <= {"P02"}
    assert reading.size == 4


def test_the_published_result_has_no_platform_in_it(whole_city, broker, client_of):  # noqa: F811
    """No name, no total, no rank, no indicator: grades by name stand in the published list."""
    client = client_of(broker)
    own = f"/evaluations/{whole_city.code}/"
    page = client.get(own)
    assert page.status_code == 200
    assert page.context["table"] is None
    for address in (own, "/evaluations/", "/evaluations/compare/"):
        text = told(client.get(address))
        assert not re.findall(r"示范[1-4]号院|Institute [1-4]|P0[1-4]\b", text), address
    for part in ("indicators/A/", "P01/", "result.csv", "result.xlsx", "robustness/", "efficiency/", "try/"):
        assert client.get(f"{own}{part}").status_code == 403, part
    assert client.get("/cockpit/").status_code == 200


@pytest.mark.parametrize("who", ["platform_director", "platform_clerk", "broker"])
def test_figures_and_files_of_others_are_closed(who, whole_city, city, client_of):  # noqa: F811
    client = client_of(who, unit=city[1].unit if who != "broker" else None)
    for address in (
        "/figures/rd_headcount/P01/2023/",
        "/figures/rd_headcount/P01/2023/export.xlsx",
        "/figures/rd_headcount/P01/2023/?basis=verified",
        "/platforms/P01/people/",
        "/platforms/P01/firms/?format=xlsx",
        "/platforms/P01/contracts/",
    ):
        assert client.get(address).status_code == 403, address
    for address in (
        f"/snapshots/{whole_city.snapshot.code}/",
        f"/snapshots/{whole_city.snapshot.code}/?format=xlsx",
    ):
        assert client.get(address).status_code in {403, 404}, address
    assert client.get("/search/?q=示范").status_code == 200


def test_jobs_of_others_are_not_found(whole_city, officer, director, client_of):  # noqa: F811
    job = Job.objects.create(owner=officer, kind="evaluation")
    assert client_of(officer).get(f"/jobs/{job.pk}/").status_code == 200
    assert client_of(director).get(f"/jobs/{job.pk}/").status_code == 404
    assert client_of(director).post(f"/jobs/{job.pk}/cancel/").status_code == 404
