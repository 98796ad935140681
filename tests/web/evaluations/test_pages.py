"""Pages of the room as every role sees them."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse
from tests.web.evaluations.conftest import THREE_PILLAR, frozen, second_person
from tests.web.grading.conftest import Story
from tests.web.markup import markup

from keqiao.engine.schemes import load_scheme
from keqiao.engine.workbooks import read_data
from keqiao.web.audit.models import Entry
from keqiao.web.evaluations import services, totals_page
from keqiao.web.evaluations.models import Run, SchemeVersion
from keqiao.web.facts.models import Snapshot
from keqiao.web.jobs.models import Job
from keqiao.web.notices.models import Notice


def page(client, user, address, **query):
    client.force_login(user)
    return client.get(address, query)


def text(response):
    return markup(response)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_result_names_platforms_grades_digest_and_mark(client, officer, run, language):
    client.cookies["keqiao_language"] = language
    response = page(client, officer, run.get_absolute_url())
    shown = text(response)
    assert response.status_code == 200
    assert run.digest in shown
    assert run.snapshot.code in shown
    assert ("演示数据" if language == "zh-hans" else "Demonstration data") in shown
    assert ("示范1号院" if language == "zh-hans" else "Institute 1") in shown
    assert ("科技创新质量" if language == "zh-hans" else "Quality of S&amp;T innovation") in shown


def test_another_period_and_nonsense_in_the_address(client, officer, run):
    assert text(page(client, officer, run.get_absolute_url(), period="2022")).count("示范4号院") == 0
    assert (
        page(client, officer, run.get_absolute_url(), period="1066", basis="x", platform="P99").status_code
        == 200
    )


def test_the_why_page_leads_from_the_total_to_every_figure(client, officer, run):
    response = page(client, officer, reverse("evaluations:platform", args=(run.code, "P01")))
    shown = text(response)
    assert response.status_code == 200
    declared = load_scheme("three_pillar").measures
    behind = {m.code for m in declared if m.previous_of is None and m.formula is None}
    # What only start-up platforms, adjustments and vetoes read is no figure behind an indicator of P01.
    behind -= {"operating_years", "plan_fulfilment"}
    behind -= {"national_recognitions", "late_returns", "serious_incidents"}
    for code in behind:
        assert f"/figures/{code}/P01/2024/" in shown, code
    assert "/figures/incubated_revenue/P01/2023/" in shown


def test_the_start_up_platform_is_read_by_its_own_yardstick(client, officer, run):
    shown = text(page(client, officer, reverse("evaluations:platform", args=(run.code, "P04"))))
    assert "/figures/plan_fulfilment/P04/2024/" in shown
    assert "约定指标完成率" in shown


def test_money_is_shown_in_the_unit_of_the_scheme(client, officer, city, scheme):
    from decimal import Decimal

    made = frozen(
        city, officer, "S-M", change={("local_contract_amount", "P01", "2024"): Decimal("12345600.00")}
    )
    run = services.execute_run(
        services.start_run(officer, title="测算", snapshot=made, scheme=scheme, periods=["2024"])
    )
    shown = text(page(client, officer, reverse("evaluations:platform", args=(run.code, "P01"))))
    assert "1,234.56" in shown
    assert "12,345,600" not in shown


def test_a_platform_user_sees_the_own_unit_in_full_and_nothing_of_others(client, director, run):
    shown = text(page(client, director, run.get_absolute_url()))
    assert "示范2号院" in shown
    for hidden in ("示范1号院", "示范3号院", "示范4号院", "P01", "P03", "P04"):
        assert hidden not in shown, hidden
    assert "平台甲" not in shown
    assert page(client, director, reverse("evaluations:platform", args=(run.code, "P02"))).status_code == 200
    assert page(client, director, reverse("evaluations:platform", args=(run.code, "P01"))).status_code == 403
    indicator = text(page(client, director, reverse("evaluations:indicator", args=(run.code, "C1"))))
    assert "示范1号院" not in indicator
    assert "示范2号院" in indicator
    comparison = page(
        client,
        director,
        reverse("evaluations:compare"),
        before=f"{run.code}/2023/reported",
        after=f"{run.code}/2024/reported",
        platform="P01",
    )
    assert "示范1号院" not in text(comparison)
    assert page(client, director, reverse("evaluations:csv", args=(run.code,))).status_code == 403


def test_the_workbook_of_a_platform_user_holds_no_other_name(client, director, run):
    import zipfile

    response = page(client, director, reverse("evaluations:workbook", args=(run.code,)))
    content = b"".join(
        zipfile.ZipFile(io.BytesIO(response.content)).read(n)
        for n in zipfile.ZipFile(io.BytesIO(response.content)).namelist()
    )
    assert "示范2号院".encode() in content
    assert "示范1号院".encode() not in content
    assert "演示数据".encode() in content


def test_readers_of_what_is_published_see_no_details(client, broker, run):
    assert page(client, broker, run.get_absolute_url()).status_code == 200
    assert page(client, broker, reverse("evaluations:platform", args=(run.code, "P01"))).status_code == 403


@pytest.mark.parametrize("name", ["leader", "congress", "auditor"])
def test_readers_of_everything_open_every_platform(client, request, run, name):
    user = request.getfixturevalue(name)
    for code in ("P01", "P04"):
        assert page(client, user, reverse("evaluations:platform", args=(run.code, code))).status_code == 200


def test_a_run_without_result_is_for_officers_and_auditors_only(  # noqa: PLR0917 - fixtures
    client, officer, auditor, leader, director, snapshot, scheme
):
    waiting = services.start_run(officer, title="测算", snapshot=snapshot, scheme=scheme, periods=["2024"])
    address = waiting.get_absolute_url()
    assert page(client, officer, address).status_code == 200
    assert page(client, auditor, address).status_code == 200
    assert page(client, leader, address).status_code == 404
    assert page(client, director, address).status_code == 404


def test_administrators_see_no_result(client, admin, run):
    for name, args in (
        ("run", (run.code,)),
        ("platform", (run.code, "P01")),
        ("runs", ()),
        ("compare", ()),
    ):
        assert page(client, admin, reverse(f"evaluations:{name}", args=args)).status_code == 403
    assert page(client, admin, reverse("rulebooks:kind", args=("evaluations.schemes",))).status_code == 403


@pytest.mark.parametrize(
    "address",
    [
        "/evaluations/2099-001/",
        "/evaluations/x/P01/",
        "/rulebooks/evaluations.schemes/999/",
        "/evaluations/2024-001/indicators/ZZ/",
        "/evaluations/2024-001/P99/",
    ],
)
def test_what_is_not_there_is_404(client, officer, run, address):
    assert page(client, officer, address).status_code == 404


def test_two_periods_beside_each_other(client, officer, run):
    response = page(
        client,
        officer,
        reverse("evaluations:compare"),
        before=f"{run.code}/2023/reported",
        after=f"{run.code}/2024/reported",
        platform="P01",
    )
    assert response.status_code == 200
    rows = list(response.context["table"].rows)
    assert len(rows) == 4
    assert sum(part.amount for part in response.context["change_parts"]) == pytest.approx(
        response.context["platform_change"]["change"], abs=1e-9
    )
    assert (
        page(client, officer, reverse("evaluations:compare"), before="no/2023/x", after="no").status_code
        == 404
    )


def test_a_new_run_goes_to_its_job_and_then_to_the_result(client, officer, snapshot, scheme):
    client.force_login(officer)
    response = client.post(
        reverse("evaluations:new"),
        {
            "title": "测算",
            "snapshot": snapshot.pk,
            "scheme": scheme.pk,
            "periods": ["2024"],
            "basis": "reported",
        },
    )
    run = Run.objects.get()
    assert response.status_code == 302
    assert response.url == run.job.get_absolute_url()
    run.job.refresh_from_db()
    assert run.job.state == "done"
    assert run.job.result_url == run.get_absolute_url()
    run.refresh_from_db()
    assert run.is_done


def test_the_new_run_as_it_stands_can_be_started(client, officer, city, scheme):
    """A newer snapshot of a day alone has no year: the form begins with the newest that holds one."""
    whole = frozen(city, officer, "S-2024")
    day = Snapshot.objects.create(
        code="S-day", title="时点", as_of=whole.as_of, periods=["2024-12-31"], known_at=whole.known_at
    )
    day.freeze("0" * 64, 0)
    client.force_login(officer)
    form = client.get(reverse("evaluations:new")).context["form"]
    assert form.fields["snapshot"].initial == whole.pk
    assert [value for value, _label in form.fields["periods"].choices] == ["2022", "2023", "2024"]
    sent = {name: form[name].initial for name in ("title", "snapshot", "periods", "basis")} | {
        "scheme": scheme.pk
    }
    assert client.post(reverse("evaluations:new"), sent).status_code == 302


def test_another_snapshot_brings_its_own_periods(client, officer, city, scheme):
    whole = frozen(city, officer, "S-2024")
    day = Snapshot.objects.create(
        code="S-day", title="时点", as_of=whole.as_of, periods=["2024-12-31"], known_at=whole.known_at
    )
    day.freeze("0" * 64, 0)
    client.force_login(officer)
    shown = client.get(reverse("evaluations:new"), {"snapshot": day.pk})
    assert b'value="2024-12-31"' in shown.content
    assert b'value="2023"' not in shown.content
    sent = {"title": "x", "snapshot": day.pk, "scheme": scheme.pk, "periods": ["2023"], "basis": "reported"}
    refused = client.post(reverse("evaluations:new"), sent)
    assert refused.status_code == 422
    assert "2023" in refused.context["form"].errors["periods"][0]


def test_the_form_says_what_is_missing(client, officer, snapshot, scheme):
    client.force_login(officer)
    response = client.post(reverse("evaluations:new"), {"title": "", "snapshot": 999, "basis": "zzz"})
    assert response.status_code == 422
    assert not Run.objects.exists()
    assert set(response.context["form"].errors) >= {"title", "snapshot", "scheme", "basis", "periods"}


def test_computed_again_on_the_page(client, auditor, run):
    client.force_login(auditor)
    response = client.post(reverse("evaluations:recompute", args=(run.code,)), follow=True)
    assert run.digest in text(response)
    assert Entry.objects.filter(action="evaluations.recompute", outcome="success").count() == 1


def test_the_workbook_is_read_again_by_the_engine_and_gives_the_same_digest(client, officer, run, tmp_path):
    import zipfile

    from keqiao.engine.evaluation import evaluate

    response = page(client, officer, reverse("evaluations:workbook", args=(run.code,)))
    path = tmp_path / "run.xlsx"
    path.write_bytes(response.content)
    scheme = load_scheme("three_pillar")
    data = read_data(path, scheme)
    strings = zipfile.ZipFile(path)
    content = b"".join(strings.read(name) for name in strings.namelist()).decode("utf-8", "replace")
    assert "制表人：officer" in content
    assert "演示数据" in content
    assert evaluate(scheme, data.panel).digest == run.digest
    entry = Entry.objects.get(action="evaluations.export")
    assert (entry.actor, entry.target_key, entry.detail) == (officer, str(run.pk), {"format": "xlsx"})


def test_csv(client, officer, run):
    response = page(client, officer, reverse("evaluations:csv", args=(run.code,)))
    lines = response.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + 3 + 4 + 4
    assert "A1" in lines[0]
    assert Entry.objects.get(action="evaluations.export").detail == {"format": "csv"}


def test_the_scheme_page_explains_and_gives_the_text_back(client, leader, scheme):
    response = page(client, leader, scheme.get_absolute_url())
    assert response.status_code == 200
    assert "硕博占研发人员比例" in text(response)
    raw = page(client, leader, reverse("rulebooks:text", args=("evaluations.schemes", scheme.pk)))
    assert raw.content.decode() == THREE_PILLAR
    assert Entry.objects.get(action="evaluations.export_scheme").target_key == str(scheme.pk)


BROKEN = THREE_PILLAR.replace("formula: project_receipts_weighted", "formula: no_such_measure")


@pytest.mark.parametrize(
    "wrong",
    [
        BROKEN,
        "just: text",
        "[1, 2",
        "/etc/passwd",
        "three_pillar",
        "\x00\x01",
        "- a\n- b",
        "scheme: 1\ncode: x",
        "&a [*a]",
    ],
)
def test_a_wrong_scheme_shows_findings_and_keeps_nothing(client, officer, wrong):
    client.force_login(officer)
    response = client.post(
        reverse("rulebooks:new", args=("evaluations.schemes",)), {"text": wrong, "source": ""}
    )
    assert response.status_code == 422
    assert response.context["findings"] or response.context["form"].errors
    assert not SchemeVersion.objects.exists()
    assert "root:" not in text(response)


def test_a_finding_has_line_key_and_remedy(client, officer):
    client.force_login(officer)
    response = client.post(reverse("rulebooks:new", args=("evaluations.schemes",)), {"text": BROKEN})
    line = next(number for number, line in enumerate(BROKEN.splitlines(), 1) if "no_such_measure" in line)
    found = [finding for finding in response.context["findings"] if finding.line == line]
    assert found
    assert "A3" in found[0].key
    assert found[0].remedy


def test_the_same_version_with_another_text_is_refused(client, officer, scheme):
    client.force_login(officer)
    changed = THREE_PILLAR.replace("value: 3\n", "value: 4\n", 1)
    response = client.post(reverse("rulebooks:new", args=("evaluations.schemes",)), {"text": changed})
    assert response.status_code == 422
    assert SchemeVersion.objects.count() == 1
    assert services.add_scheme_version(officer, THREE_PILLAR) == scheme


def test_a_file_that_is_no_text_is_refused(client, officer):
    client.force_login(officer)
    response = client.post(
        reverse("rulebooks:new", args=("evaluations.schemes",)), {"file": io.BytesIO(b"\xff\xfe\x00binary")}
    )
    assert response.status_code == 422


def test_the_number_of_queries_does_not_grow_with_the_platforms(
    client, officer, city, scheme, django_assert_max_num_queries
):
    run = services.execute_run(
        services.start_run(
            officer,
            title="测算",
            snapshot=frozen(city, officer, "S-Q"),
            scheme=scheme,
            periods=["2022", "2023", "2024"],
        )
    )
    client.force_login(officer)
    for address, most in (
        (run.get_absolute_url(), 24),
        (reverse("evaluations:platform", args=(run.code, "P01")), 26),
        (reverse("evaluations:indicator", args=(run.code, "C1")), 20),
        (reverse("evaluations:runs"), 20),
    ):
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200


def test_a_run_whose_job_was_cancelled_while_it_waited_says_so(client, officer, snapshot, scheme):
    from keqiao.web.jobs.models import Job

    run = services.start_run(officer, title="测算", snapshot=snapshot, scheme=scheme, periods=["2024"])
    run.job = Job.objects.create(owner=officer, kind="evaluations.run", state=Job.State.CANCELLED)
    run.save()
    assert "请新建评价测算" in text(page(client, officer, run.get_absolute_url()))


@pytest.fixture
def years(officer, snapshot, scheme):
    """2023 decided on one run; 2024 computed by another; a third run of 2024 by a draft, the newest of all."""

    def made(version, *periods):
        started = services.start_run(
            officer, title="测算", snapshot=snapshot, scheme=version, periods=list(periods)
        )
        return services.execute_run(started)

    first = made(scheme, "2023")
    Story(officer, second_person()).final(first, "2023")
    second = made(scheme, "2024")
    draft = services.add_scheme_version(
        officer, THREE_PILLAR.replace('version: "2024.1"', 'version: "2024.1-try"')
    )
    return first, second, made(draft, "2024")


def test_the_change_is_since_what_stands_for_the_year_before(client, officer, years):
    first, second, trial = years
    for run in (second, trial):
        context = page(client, officer, reverse("evaluations:platform", args=(run.code, "P02"))).context
        assert context["change_url"] == f"/evaluations/{first.code}/P02/"
        assert "2023年已定级" in context["change_label"]
        assert context["change"]["before"] == first.totals.get(platform__code="P02").total


def test_the_comparison_begins_with_last_year_and_never_with_a_trial(client, officer, years):
    first, second, trial = years
    context = page(client, officer, reverse("evaluations:compare")).context
    assert (context["before"], context["after"]) == (
        f"{first.code}/2023/reported",
        f"{second.code}/2024/reported",
    )
    assert any("草稿" in label for key, label in context["options"] if key.startswith(trial.code))
    context = page(
        client, officer, reverse("evaluations:compare"), after=f"{trial.code}/2024/reported"
    ).context
    assert context["before"] == f"{first.code}/2023/reported"


def test_a_trial_is_marked_in_the_list(client, officer, years):
    shown = text(page(client, officer, reverse("evaluations:runs")))
    assert shown.count("（草稿，供试算）") == 1


def test_platforms_come_page_by_page_and_are_found_by_name(client, officer, run, monkeypatch):
    monkeypatch.setattr(totals_page, "PER_PAGE", 2)
    totals = run.totals.filter(period=run.last_period, basis=run.bases[0], rank__isnull=False)
    names = [str(row.platform) for row in totals.order_by("rank", "platform__code")]
    for address in (run.get_absolute_url(), reverse("evaluations:robustness", args=(run.code,))):
        first, second = (page(client, officer, address, page=number).context["table"] for number in (1, 2))
        listed = [row["platform"].text or row["platform"].value for row in (*first.rows, *second.rows)]
        assert listed == names[:4]
        found = page(client, officer, address, words=names[2]).context["table"].rows
        assert [row["platform"].value for row in found] == names[2:3]


def test_an_indicator_sorts_all_platforms_and_finds_one_by_name(client, officer, run):
    address = reverse("evaluations:indicator", args=(run.code, "A1"))
    table = page(client, officer, address, sort="-raw").context["table"]
    values = [row["raw"] for row in table.rows]
    there = [value for value in values if value is not None]
    assert len(there) > 2
    assert values == sorted(there, reverse=True) + [None] * (len(values) - len(there))
    name = table.rows[1]["platform"].value
    found = page(client, officer, address, words=name).context["table"].rows
    assert [row["platform"].value for row in found] == [name]


def test_the_comparison_finds_a_platform_by_name(client, officer, years):
    shown = page(client, officer, reverse("evaluations:compare")).context["table"].rows
    name = shown[-1]["platform"].value
    found = page(client, officer, reverse("evaluations:compare"), words=name).context["table"].rows
    assert [row["platform"].value for row in found] == [name]
    assert [row["after"] for row in found] == [shown[-1]["after"]]


def test_a_large_run_is_computed_again_by_a_job_that_tells_who_asked(client, auditor, run, monkeypatch):
    monkeypatch.setattr(services, "MOST_AT_ONCE", 2)
    client.force_login(auditor)
    response = client.post(reverse("evaluations:recompute", args=(run.code,)))
    job = Job.objects.get(kind="evaluations.recompute")
    assert response.url == job.get_absolute_url()
    assert (job.state, job.result_url) == (Job.State.DONE, run.get_absolute_url())
    assert Entry.objects.filter(action="evaluations.recompute", outcome="success").count() == 1
    notice = Notice.objects.get(recipient=auditor, kind="evaluations.recomputed")
    assert notice.link == run.get_absolute_url() and run.digest in str(notice.sentence)
