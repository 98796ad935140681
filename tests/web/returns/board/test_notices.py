"""Notices: one's own, counted in the head of every page, seen when opened."""

import pytest
from django.utils import translation

from keqiao.web.returns.models import Notice
from keqiao.web.returns.wording import sentence


def head(client) -> str:
    page = client.get("/returns/notices/").content.decode()
    return page.partition('notices-link"')[2].partition("</a>")[0]


def test_a_notice_is_seen_when_it_is_opened(opened, client_of):
    client = client_of(opened.clerk_1)
    (notice,) = Notice.objects.filter(recipient=opened.clerk_1)
    assert ">1<" in head(client)
    answer = client.get(f"/returns/notices/{notice.pk}/")
    assert answer.url == f"/returns/{opened.form.pk}/"
    assert Notice.objects.get(pk=notice.pk).seen_at is not None
    assert "mark-accent" not in head(client)


def test_all_are_marked_as_seen_and_only_ones_own(opened, client_of):
    client_of(opened.clerk_1).post("/returns/notices/seen/")
    assert set(Notice.objects.filter(seen_at=None).values_list("recipient__username", flat=True)) == {
        "director_1",
        "clerk_2",
        "director_2",
    }


def test_another_persons_notice_is_not_there(opened, client_of):
    notice = Notice.objects.filter(recipient=opened.clerk_2).get()
    assert client_of(opened.clerk_1).get(f"/returns/notices/{notice.pk}/").status_code == 404
    assert "平台2" not in client_of(opened.clerk_1).get("/returns/notices/").content.decode()


def test_who_sees_no_returns_has_no_notices_in_the_head(opened, client_of):
    assert "notices-link" not in client_of(opened.congress).get("/").content.decode()


CASES = [
    ("opened", 0, "opened", "", "is to be filled in, due on 2024-03-31"),
    ("due", 3, "reminder-1", "", "is due in 3 days"),
    ("due", 1, "reminder-1", "", "is due in 1 day ("),
    ("due", 0, "reminder-1", "", "is due today"),
    ("late", -2, "reminder-1", "", "is 2 days late"),
    ("sent_back", 0, "sent_back-4", "偏高", "was sent back; correct the marked figures. Reason: 偏高"),
    ("to_review", 0, "to_review-3", "", "waits for review"),
    ("to_review", 6, "waiting-1", "", "has waited for its review for 6 days"),
    ("locked", 0, "locked-9", "", "its figures are facts now"),
    ("unlock", 0, "unlock-1", "100% 错", "asks for its form to be unlocked. Reason: 100% 错"),
    ("unlock", 0, "granted-1", "", "was unlocked"),
    ("unlock", 0, "refused-1", "no", "was refused. Reason: no"),
]


@pytest.mark.parametrize("case", CASES)
def test_words(opened, case):
    kind, days, key, reason, said = case
    notice = Notice(form=opened.form, recipient=opened.clerk_1, kind=kind, days=days, key=key, reason=reason)
    with translation.override("en"):
        assert said in sentence(notice)
        assert "%(" not in sentence(notice)
    with translation.override("zh-hans"):
        assert "%(" not in sentence(notice)
        assert "form" not in sentence(notice)
