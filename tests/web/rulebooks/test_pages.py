"""The pages of every kind: seen, uploaded with findings, compared, put into force by two persons."""

import time
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.web.evaluations.conftest import THREE_PILLAR
from tests.web.funding.conftest import PUBLISHED
from tests.web.rulebooks.conftest import TEXT

from keqiao.web.audit.clock import today
from keqiao.web.evaluations.library import SCHEMES
from keqiao.web.funding.library import RULES
from keqiao.web.registry.documents import REMINDERS
from keqiao.web.rulebooks.models import DocumentVersion
from keqiao.web.rulebooks.registry import KINDS

CODE = REMINDERS.code


def sent(**changes):
    return {"text": TEXT, "version": "2", "valid_from": str(today()), "source": "令"} | changes


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_kind_and_its_packaged_document_is_shown(client_of, language):
    client = client_of("auditor")
    client.cookies["django_language"] = language
    assert client.get(reverse("rulebooks:kinds")).status_code == 200
    for kind in KINDS:
        if not kind.is_dated:
            continue
        for address in (
            reverse("rulebooks:kind", args=(kind.code,)),
            reverse("rulebooks:version", args=(kind.code, "package")),
            reverse("rulebooks:compare", args=(kind.code,)) + "?before=package&after=package",
        ):
            answer = client.get(address)
            assert answer.status_code == 200, address
    text = client.get(reverse("rulebooks:text", args=(CODE, "package")))
    assert text.content.decode() == REMINDERS.package_text
    assert "attachment" in text["Content-Disposition"]


@pytest.mark.parametrize(
    "address",
    ["/rulebooks/no.such/", f"/rulebooks/{CODE}/77/", f"/rulebooks/{CODE}/compare/?before=1&after=package"],
)
def test_what_does_not_exist_is_not_found(client_of, address):
    assert client_of("bureau_officer").get(address).status_code == 404


def test_from_upload_to_force_by_two_persons(client_of, officers):
    first, second = map(client_of, officers)
    answer = first.post(reverse("rulebooks:new", args=(CODE,)), sent())
    version = DocumentVersion.objects.get()
    assert answer.status_code == 302 and answer.url == version.get_absolute_url()
    status = reverse("rulebooks:status", args=(CODE, version.pk))
    assert first.post(status, {"action": "propose", "to": "valid", "reason": ""}).status_code == 422
    assert first.post(status, {"action": "propose", "to": "valid", "reason": "会议决定"}).status_code == 302
    proposal = version.status_proposals.get()
    decision = {"action": "accept", "proposal": proposal.pk}
    assert first.post(status, decision).status_code == 403
    assert REMINDERS.in_force().expiry == 90
    assert second.post(status, decision).status_code == 302
    assert REMINDERS.in_force().expiry == 60
    page = second.get(version.get_absolute_url()).content.decode()
    assert "会议决定" in page and "当前适用" in page
    compared = first.get(
        reverse("rulebooks:compare", args=(CODE,)), {"before": "package", "after": version.pk}
    ).content.decode()
    assert "expiry" in compared and "90" in compared and "60" in compared


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_schemes_and_allocation_rules_stand_in_the_same_pages(client_of, officers, language):
    """One list, one page, one upload, one comparison; a draft is no version in force."""
    client = client_of(officers[0])
    client.cookies["django_language"] = language
    for kind, first, second in (
        (SCHEMES, THREE_PILLAR, THREE_PILLAR.replace('version: "2024.1"', 'version: "2024.2"')),
        (RULES, PUBLISHED, PUBLISHED.replace("150", "160").replace('version: "1"', 'version: "2"')),
    ):
        assert first != second
        for text in (first, second):
            answer = client.post(reverse("rulebooks:new", args=(kind.code,)), {"text": text, "source": "令"})
            assert answer.status_code == 302
            assert client.get(answer.url).status_code == 200
        rows = kind.rows(officers[0])
        assert len(rows) == 2 and all(row.is_draft and not row.is_valid and not row.counts for row in rows)
        listed = client.get(reverse("rulebooks:kind", args=(kind.code,))).content.decode()
        assert all(row.name in listed for row in rows)
        sides = {"before": rows[1].key, "after": rows[0].key}
        compared = client.get(reverse("rulebooks:compare", args=(kind.code,)), sides)
        assert "version" in compared.content.decode() and compared.context["changes"]
        again = client.get(reverse("rulebooks:new", args=(kind.code,)), {"from": rows[0].key})
        assert again.context["form"]["text"].value() == rows[0].text
        # Nothing is preselected where nobody chose a version to begin from.
        assert not client.get(reverse("rulebooks:new", args=(kind.code,))).context["form"]["text"].value()


def test_each_kind_opens_to_who_holds_its_right(client_of, officers):
    """A director reads schemes and rules in force, no drafts and no parameters."""
    draft = SCHEMES.add(officers[0], {"text": THREE_PILLAR})
    director = client_of("platform_director")
    assert director.get(reverse("rulebooks:kind", args=(SCHEMES.code,))).status_code == 200
    assert director.get(draft.get_absolute_url()).status_code == 404
    assert director.get(reverse("rulebooks:kind", args=(CODE,))).status_code == 403
    assert director.get(reverse("rulebooks:new", args=(SCHEMES.code,))).status_code == 403
    listed = director.get(reverse("rulebooks:kinds")).content.decode()
    assert reverse("rulebooks:kind", args=(SCHEMES.code,)) in listed
    assert reverse("rulebooks:kind", args=(CODE,)) not in listed


def test_a_broken_text_is_answered_with_line_and_remedy_and_stays(client_of):
    client = client_of("bureau_officer")
    broken = TEXT.replace("expiry: 60", "expiri: 60")
    answer = client.post(reverse("rulebooks:new", args=(CODE,)), sent(text=broken))
    page = answer.content.decode()
    assert answer.status_code == 422 and not DocumentVersion.objects.exists()
    assert "expiri" in page and "expiry" in page
    finding = next(row for row in answer.context["findings"] if row.key == "expiri")
    assert finding.line == 2 and "expiry" in finding.remedy
    assert answer.context["form"]["text"].value() == broken


@pytest.mark.parametrize(
    "changes",
    [
        {"version": ""},
        {"valid_from": "soon"},
        {"valid_from": str(today() - timedelta(days=1))},
        {"text": ""},
        {"version": "x" * 41},
        {"source": "x" * 501},
        {"text": "a: " + "[" * 4_000},
        {"text": "a: &a [x]\nb: *a\n<<: *a\n"},
        {"text": "x: !!python/object:os.system 1\n"},
        {"text": "- " * 100_000},
        {"text": "x" * 1_000_001},
        {"version": "\x00"},
    ],
)
def test_hostile_and_wrong_input_is_refused_in_time(client_of, changes):
    began = time.process_time()
    answer = client_of("bureau_officer").post(reverse("rulebooks:new", args=(CODE,)), sent(**changes))
    assert answer.status_code == 422
    assert time.process_time() - began < 10
    assert not DocumentVersion.objects.exists()


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"", b"x" * 1_000_001])
def test_files_that_are_no_text_are_refused(client_of, content):
    file = SimpleUploadedFile("<script>.yaml", content)
    answer = client_of("bureau_officer").post(
        reverse("rulebooks:new", args=(CODE,)), sent(text="") | {"file": file}
    )
    assert answer.status_code == 422


def test_words_of_a_document_cannot_break_out_of_the_page(client_of):
    client = client_of("bureau_officer")
    text = TEXT.replace("zh: 测试", 'zh: "<script>alert(1)</script>"')
    client.post(reverse("rulebooks:new", args=(CODE,)), sent(text=text))
    page = client.get(DocumentVersion.objects.get().get_absolute_url()).content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page
