"""Which document counts: never a draft, the latest first day that has come, and for a recomputation the stored one."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.web.rulebooks.conftest import TEXT

from keqiao.web.audit.clock import today
from keqiao.web.audit.frozen import Frozen
from keqiao.web.audit.models import Entry
from keqiao.web.registry.documents import REMINDERS
from keqiao.web.rulebooks.in_force import noted, pinned
from keqiao.web.rulebooks.models import DocumentText, DocumentVersion
from keqiao.web.rulebooks.registry import KINDS
from keqiao.web.rulebooks.request_cache import asked_once
from keqiao.web.rulebooks.services import ENACTMENT, DocumentRefused, add_version
from keqiao.web.rulebooks.texts import keep


def days() -> int:
    return REMINDERS.in_force().expiry


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.is_dated], ids=lambda kind: kind.code)
def test_the_packages_documents_are_usable_and_said_in_both_languages(kind):
    reading = kind.read(kind.package_text)
    assert reading.usable is not None and not reading.findings
    assert kind.explain(reading.document, "zh") and kind.explain(reading.document, "en")


def test_a_draft_never_counts(add, enact):
    version = add()
    assert days() == 90
    enact(version)
    assert days() == 60
    add("3", TEXT.replace("60", "45"))
    assert days() == 60
    version.refresh_from_db()
    enact(version, "retired")
    assert days() == 90


def test_a_version_counts_from_its_first_day(add, enact):
    enact(add("2"))
    enact(add("3", TEXT.replace("60", "45"), later=10))
    assert days() == 60
    assert REMINDERS.in_force(today() + timedelta(days=9)).expiry == 60
    assert REMINDERS.in_force(today() + timedelta(days=10)).expiry == 45
    assert REMINDERS.in_force(today() - timedelta(days=1)).expiry == 90


def test_one_person_alone_changes_nothing(add, officers):
    version = add()
    proposal = ENACTMENT.propose(officers[0], version, "valid", "why")
    with pytest.raises(PermissionDenied):
        ENACTMENT.decide(officers[0], proposal.pk, accepted=True)
    with pytest.raises(ValidationError):
        ENACTMENT.propose(officers[1], version, "valid", "a second one")
    with pytest.raises(ValidationError):
        ENACTMENT.decide(officers[1], proposal.pk, accepted=False)
    assert days() == 90
    ENACTMENT.decide(officers[1], proposal.pk, accepted=False, answer="not yet")
    assert days() == 90
    with pytest.raises(ValidationError):
        ENACTMENT.propose(officers[0], version, "valid", " ")
    assert set(Entry.objects.values_list("action", flat=True)) >= {
        "rulebooks.add",
        "rulebooks.version_propose",
        "rulebooks.version_refuse",
    }


def test_who_has_no_right_adds_nothing(user_with):
    with pytest.raises(PermissionDenied):
        add_version(user_with("leader"), REMINDERS, text=TEXT, version="2", valid_from=today())


def test_texts_and_dates_stand(add):
    version = add()
    version.valid_from = today() + timedelta(days=1)
    with pytest.raises(Frozen):
        version.save()
    with pytest.raises(Frozen):
        DocumentText.objects.update(text="")
    with pytest.raises(ValidationError):
        add("3", later=-1)
    assert add() == version
    with pytest.raises(DocumentRefused) as refused:
        add("2", TEXT.replace("60", "61"))
    assert refused.value.findings[0].key == "version"


def test_what_was_computed_reads_its_own_document_again(add, enact):
    with noted() as documents:
        before = days()
    keep(documents)
    assert documents == {"registry.reminders": REMINDERS.packaged}
    enact(add())
    assert days() == 60
    with pinned(documents):
        assert days() == before == 90
    with noted() as later:
        days()
    assert DocumentText.objects.filter(fingerprint__in=[*documents.values(), *later.values()]).count() == 2


def test_the_package_may_bring_another_text(add, monkeypatch):
    """A new release changes the file: what was computed by the old one still reads it."""
    with noted() as documents:
        days()
    keep(documents)
    monkeypatch.setitem(REMINDERS.__dict__, "package_text", TEXT)
    monkeypatch.setitem(REMINDERS.__dict__, "packaged", "f" * 64)
    assert days() == 60
    with pinned(documents):
        assert days() == 90
    with pinned({"registry.reminders": "0" * 64}), pytest.raises(LookupError):
        days()


def test_many_readings_ask_the_database_once(add, enact, django_assert_num_queries):
    enact(add())
    days()
    with django_assert_num_queries(1), asked_once():
        assert {days() for _ in range(5)} == {60}
    assert DocumentVersion.objects.count() == 1
