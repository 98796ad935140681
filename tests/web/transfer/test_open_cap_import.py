"""A package of the Open Cap Format: shown first, written once as one set of changes; hostile ones refused in words."""

import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.web.open_cap import package, packed

from keqiao.web.imports.models import ImportPlan
from keqiao.web.registry.models import CapitalMovement, Firm, Organisation, Shareholder
from keqiao.web.transfer.ledgers import ledger_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm(capital):
    """A firm of whose capital nothing is known."""
    body = Organisation.objects.create(
        usci="91320481000000027N", name="示范传感公司", legal_form="company", division="320481"
    )
    return Firm.objects.create(organisation=body, founded_on=date(2024, 8, 1))


@pytest.fixture
def upload(client, capital, firm):
    """Send a file as the officer."""
    client.force_login(capital.officer)

    def send(content: bytes, name: str = "capital.ocf.zip"):
        address = reverse("transfer:import", args=(firm.pk,))
        return client.post(address, {"file": SimpleUploadedFile(name, content)})

    return send


def applied(client, made):
    return client.post(reverse("imports:apply", args=(made.pk,)), {"reason": "投后管理系统导出"})


def test_events_are_shown_first_then_written_and_a_second_time_nothing(client, capital, firm, upload):
    assert upload(packed(package())).status_code == 302
    made = ImportPlan.objects.get()
    page = client.get(made.get_absolute_url()).content.decode()
    assert "李三" in page and not CapitalMovement.objects.filter(firm=firm).exists()
    applied(client, made)
    assert CapitalMovement.objects.filter(firm=firm).count() == 3
    kinds = dict(Shareholder.objects.filter(firm=firm).values_list("name", "kind"))
    assert kinds == {"李三": "person", "示范基金": "institution"}
    ledger = ledger_of(capital.officer, firm).ledger
    assert [(event.kind, event.amount) for event in ledger.events] == [
        ("subscribe", 800_000),
        ("subscribe", 200_000),
        ("transfer", 100_000),
    ]
    upload(packed(package()))
    again = ImportPlan.objects.first()
    assert again.summary["writes"] == 0
    applied(client, again)
    assert CapitalMovement.objects.filter(firm=firm).count() == 3


def _split() -> dict[str, str]:
    files = package()
    content = json.loads(files["Transactions.ocf.json"])
    content["items"].append({"object_type": "TX_STOCK_CLASS_SPLIT"})
    return files | {"Transactions.ocf.json": json.dumps(content)}


def _without(name: str) -> dict[str, str]:
    return {key: text for key, text in package().items() if not key.startswith(name)}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"no package", "zip|压缩|损坏|package"),
        (packed({"a.json": "[" * 5000}), "JSON"),
        (packed(_without("Manifest")), "manifest|Manifest|清单"),
        (packed(_split()), "TX_STOCK_CLASS_SPLIT"),
        (packed({"a.json": " " * 300_000_000}), "MB|大|large"),
        (packed({"Manifest.ocf.json": '{"file_type": "OCF_MANIFEST_FILE", "issuer": 5}'}), "OCF"),
    ],
    ids=["no zip", "nested", "no manifest", "split", "bomb", "form"],
)
def test_hostile_packages_are_refused_in_words(upload, firm, content, said):
    page = upload(content)
    assert page.status_code == 422
    problems = " ".join(page.context["form"].errors["file"])
    assert any(word in problems for word in said.split("|")), problems
    assert not ImportPlan.objects.exists()


def test_whom_the_firm_does_not_concern_finds_no_page(client, capital, firm):
    client.force_login(capital.stranger)
    assert client.get(reverse("transfer:import", args=(firm.pk,))).status_code in {403, 404}
