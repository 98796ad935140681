"""Every declared importer goes the same way: upload, look, correct, take the errors, apply once, discard."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from tests.web.imports.conftest import Trial

from keqiao.web.audit.models import Entry
from keqiao.web.imports import services
from keqiao.web.imports.importers import IMPORTERS
from keqiao.web.imports.models import ImportPlan

pytestmark = pytest.mark.django_db
EACH = pytest.mark.parametrize("importer", list(IMPORTERS), ids=lambda importer: importer.key)


@pytest.fixture
def trial(importer, request) -> Trial:
    return request.getfixturevalue(f"{importer.key}_import")


def browser(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def sent(client, trial, content, name=""):
    return client.post(trial.address, {"file": SimpleUploadedFile(name or trial.name, content)})


def mixed_of(trial: Trial) -> bytes:
    """The file with a wrong line; an importer whose files have none is not tried with it."""
    if not trial.mixed:
        pytest.skip("a file of this kind is right or refused as a whole")
    return trial.mixed


def acts() -> list[str]:
    return list(
        Entry.objects.filter(action__startswith="imports.")
        .order_by("number")
        .values_list("action", flat=True)
    )


@EACH
def test_good_lines_are_shown_and_written_once(importer, trial):
    client, before = browser(trial.user), trial.written()
    assert client.get(trial.address).status_code == 200
    answer = sent(client, trial, trial.good)
    plan = ImportPlan.objects.get()
    assert answer.url == plan.get_absolute_url() == f"/imports/{plan.pk}/"
    assert (plan.importer, plan.subject, plan.by, plan.state) == (
        importer.key,
        trial.subject,
        trial.user,
        "planned",
    )
    assert plan.summary["writes"] and not plan.summary["wrong"]
    page = client.get(answer.url)
    assert page.status_code == 200 and f"/imports/{plan.pk}/apply/" in page.content.decode()
    assert trial.written() == before
    assert client.post(f"{answer.url}apply/").status_code in {200, 302}
    after = trial.written()
    assert after != before
    plan.refresh_from_db()
    assert plan.state == "applied" and plan.closed_at is not None and plan.outcome
    shown = client.get(answer.url).content.decode()
    assert importer.outcome(importer.subject(trial.user, trial.subject), plan).text in shown
    assert f"/imports/{plan.pk}/apply/" not in shown
    assert client.post(f"{answer.url}apply/").status_code == 302, "a second click does nothing"
    assert trial.written() == after
    assert client.post(f"{answer.url}discard/").status_code == 403
    assert acts() == ["imports.plan", "imports.apply"]
    assert str(plan) in client.get(trial.address).content.decode(), "earlier imports are listed"


@EACH
def test_wrong_lines_are_told_by_row_and_column_and_come_back_in_the_workbook(importer, trial):
    client, before = browser(trial.user), trial.written()
    url = sent(client, trial, mixed_of(trial)).url
    plan = ImportPlan.objects.get()
    wrong = [line for line in plan.lines if importer.faults(line)]
    assert plan.summary["wrong"] == len(wrong) == 1
    fault = importer.faults(wrong[0])[0]
    page = client.get(url).content.decode()
    assert importer.columns(plan)[fault.column] in page and fault.text.split("“")[0] in page
    assert client.get(f"{url}?state={importer.state_of(wrong[0])}").status_code == 200
    assert client.post(f"{url}apply/").status_code == 422 and trial.written() == before
    marked = openpyxl.load_workbook(io.BytesIO(client.get(f"{url}errors.xlsx").content))
    sheet = marked[plan.sheet] if plan.sheet else marked.active
    row = importer.row_of(wrong[0])
    assert any(fault.text in str(cell.value) for cell in sheet[row])
    assert sheet.cell(row, plan.places[fault.column] + 1).fill.fgColor.rgb == "FFF8D7DA"
    answer = client.post(f"{url}apply/", {"leave_out": "on"})
    assert answer.status_code == (302 if importer.partial else 422)
    assert (trial.written() != before) == importer.partial


@EACH
def test_a_wrong_cell_is_corrected_in_place_where_the_importer_corrects(importer, trial):
    client = browser(trial.user)
    url = sent(client, trial, mixed_of(trial)).url
    plan = ImportPlan.objects.get()
    line = next(line for line in plan.lines if importer.faults(line))
    name = f"cell-{importer.row_of(line)}-{importer.faults(line)[0].column}"
    assert (f'name="{name}"' in client.get(url).content.decode()) == importer.corrects
    if importer.corrects:
        assert client.post(f"{url}correct/", {name: "乙"}).status_code == 302
        plan.refresh_from_db()
        assert plan.summary["wrong"] == 0 and acts() == ["imports.plan", "imports.correct"]


@EACH
@pytest.mark.parametrize(
    "content",
    [b"", b"x", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 90, "strange", "large"],
    ids=["empty", "short", "broken", "old", "strange", "large"],
)
def test_what_cannot_be_used_is_refused_in_words(importer, trial, content):
    if content == "large":
        content = b"PK" + bytes(importer.largest)
    answer = sent(browser(trial.user), trial, trial.strange if content == "strange" else content)
    assert answer.status_code == 422
    assert "errorlist" in answer.content.decode() or 'role="alert"' in answer.content.decode()
    assert not ImportPlan.objects.exists() and not acts()


@EACH
def test_a_discarded_plan_has_no_file_and_is_not_applied(importer, trial):
    client, before = browser(trial.user), trial.written()
    url = sent(client, trial, trial.good).url
    for _click in range(2):
        assert client.post(f"{url}discard/").status_code == 302
    plan = ImportPlan.objects.get()
    assert (plan.state, plan.content) == ("discarded", None)
    assert client.post(f"{url}apply/").status_code == 403
    assert trial.written() == before and client.get(url).status_code == 200
    assert acts() == ["imports.plan", "imports.discard"]


@EACH
def test_another_person_neither_sees_nor_applies_it(importer, trial, client_of, user_with):
    url = sent(browser(trial.user), trial, trial.good).url
    stranger, auditor = browser(trial.stranger), client_of(user_with("auditor", username="inspector"))
    for page in ("", "errors.xlsx"):
        assert stranger.get(f"{url}{page}").status_code == 404
        assert Client().get(f"{url}{page}").status_code == 302
        assert auditor.get(f"{url}{page}").status_code == 200
    for act in ("apply/", "discard/", "correct/"):
        assert stranger.post(f"{url}{act}").status_code == 404
        assert auditor.post(f"{url}{act}").status_code == 403
    assert stranger.get(trial.address).status_code in {403, 404}
    assert ImportPlan.objects.get().state == "planned"


@EACH
def test_who_lost_the_right_meanwhile_is_refused(importer, trial):
    client = browser(trial.user)
    url = sent(client, trial, trial.good).url
    trial.user.roles.clear()
    assert client.post(f"{url}apply/").status_code in {403, 404}
    assert ImportPlan.objects.get().state == "planned"


def test_every_importer_has_a_trial(request):
    keys = [importer.key for importer in IMPORTERS]
    assert len(keys) == len(set(keys)) and all(key.isascii() for key in keys)


@EACH
def test_sentences_are_in_the_language_of_the_reader(importer, trial):
    client = browser(trial.user)
    sent(client, trial, mixed_of(trial))
    plan = ImportPlan.objects.get()
    kept = list(plan.lines)
    client.cookies["keqiao_language"] = "en"
    page = client.get(plan.get_absolute_url())
    spoken = page.context["plan"].lines
    with translation.override("en"):
        assert spoken == services.in_language(trial.user, ImportPlan.objects.get()).lines
    faults = [text for line in page.context["lines"] for text in line.errors]
    assert faults and not any(
        "\u4e00" <= letter <= "\u9fff" for text in faults for letter in text.split("“")[0]
    )
    assert ImportPlan.objects.get().lines == kept


def test_a_file_handed_out_once_lets_the_page_be_loaded_anew(users_import):
    trial = users_import
    client = browser(trial.user)
    address = sent(client, trial, trial.good).url
    page = client.get(address).content.decode()
    pk = ImportPlan.objects.get().pk
    assert f'data-handing-out="{pk}"' in page
    answer = client.post(f"{address}apply/")
    assert "attachment" in answer["Content-Disposition"]
    assert answer.cookies["keqiao_handed_out"].value == str(pk)
    assert client.get(address).context["outcome"] is not None
    assert client.post(f"{address}apply/").status_code == 302  # a second click says what was done
