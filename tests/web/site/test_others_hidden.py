"""What a platform's own people and readers of what is published must not learn of other platforms, on any page."""

import html
import io
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

from keqiao.web.evaluations import selectors
from keqiao.web.facts.services import load_measures
from keqiao.web.jobs.models import Job

ALIASED = {"zh-hans": "其他平台以代称显示", "en": "Other platforms are shown under stand-in names"}
SIGNED = re.compile(r'name="chart" value="[^"]*"')
"""The chart as it is handed out for its picture: compressed and signed, letters by chance."""


@pytest.fixture
def whole_city(db, request):
    """Four platforms with the package's measures and a finished run; P02 is the director's own."""
    load_measures()
    return request.getfixturevalue("run")


def told(response) -> str:
    """Everything that an answer says: the page without signed charts, or the texts of a workbook."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if "spreadsheetml" in response["Content-Type"]:
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            return html.unescape("\n".join(book.read(name).decode() for name in book.namelist()))
    return html.unescape(SIGNED.sub("", body.decode()))


def pages(run) -> list[str]:  # noqa: F811
    """Every page and download that shows results of a run."""
    own = f"/evaluations/{run.code}/"
    nodes = selectors.reading(run, run.last_period, run.bases[0]).nodes
    return [
        "/", "/cockpit/", "/evaluations/", own, f"{own}?platform=P01&platform=place-1&platform=P03", f"{own}P02/",
        f"{own}result.xlsx", f"{own}result.csv", "/evaluations/compare/",
        f"/evaluations/compare/?before={run.code}/2023/reported&after={run.code}/2024/reported&platform=P01",
        *(f"{own}indicators/{node.code}/" for node in nodes),
        *(f"{own}indicators/{node.code}/?period=2022" for node in nodes[:2]),
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_results_name_no_other_platform(language, whole_city, director, client_of, settings):  # noqa: F811
    client = client_of(director)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    others = re.compile("示范[134]号|Institute [134]|P0[134]/")
    found = {}
    for address in pages(whole_city):
        response = client.get(address)
        assert response.status_code in {200, 403}, address
        if response.status_code == 200 and (names := others.findall(told(response))):
            found[address] = names
    assert found == {}
    assert client.get(f"/evaluations/{whole_city.code}/result.csv").status_code == 403


def test_marks_of_others_stay_away(whole_city, director, officer, client_of):  # noqa: F811
    """That a platform is protected as a start-up would tell which one it is."""
    address = f"/evaluations/{whole_city.code}/?period=2023"
    marks = [
        {row["platform"].text or row["platform"].value: row["marks"] for row in page.context["table"].rows}
        for page in (client_of(officer).get(address), client_of(director).get(address))
    ]
    assert any(marks[0].values())
    assert not [name for name, mark in marks[1].items() if mark and "2" not in str(name)]


def test_only_readers_with_aliases_are_told_of_them(whole_city, director, broker, officer, client_of):  # noqa: F811
    address = f"/evaluations/{whole_city.code}/"
    says = [ALIASED["zh-hans"] in told(client_of(user).get(address)) for user in (director, broker, officer)]
    assert says == [True, False, False]


def test_the_published_result_has_no_parts(whole_city, broker, client_of):  # noqa: F811
    """Total, rank and grade by name; no pillar, no indicator, no profile."""
    client = client_of(broker)
    page = client.get(f"/evaluations/{whole_city.code}/")
    keys = {column.key for column in page.context["table"].columns}
    assert {"total", "rank", "grade"} <= keys
    assert not keys & {"A", "B", "C"}
    assert page.content.decode().count('name="chart"') <= 1
    assert client.get(f"/evaluations/{whole_city.code}/indicators/A/").status_code == 403
    assert client.get(f"/evaluations/{whole_city.code}/P01/").status_code == 403
    assert client.get(f"/evaluations/{whole_city.code}/result.csv").status_code == 403
    assert "技术" not in told(client.get(f"/evaluations/{whole_city.code}/result.xlsx"))
    assert client.get("/cockpit/").status_code == 200


@pytest.mark.parametrize("who", ["platform_director", "platform_clerk", "broker"])
def test_figures_and_files_of_others_are_closed(who, whole_city, city, client_of):  # noqa: F811
    client = client_of(who, unit=city[1].unit if who != "broker" else None)
    for address in (
        "/figures/rd_headcount/P01/2023/", "/figures/rd_headcount/P01/2023/export.xlsx",
        "/figures/rd_headcount/P01/2023/?basis=verified", "/platforms/P01/people/",
        "/platforms/P01/firms/?format=xlsx", "/platforms/P01/contracts/",
    ):  # fmt: skip
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
