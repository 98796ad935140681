"""Notices: one's own, counted in the head of every page, seen when opened."""

from keqiao.web.notices.models import Notice


def head(client) -> str:
    page = client.get("/notices/").content.decode()
    return page.partition('notices-link"')[2].partition("</a>")[0]


def test_a_notice_is_seen_when_it_is_opened(opened, client_of):
    client = client_of(opened.clerk_1)
    (notice,) = Notice.objects.filter(recipient=opened.clerk_1)
    assert ">1<" in head(client)
    answer = client.get(f"/notices/{notice.pk}/")
    assert answer.url == f"/returns/{opened.form.pk}/"
    assert Notice.objects.get(pk=notice.pk).seen_at is not None
    assert "mark-accent" not in head(client)


def test_all_are_marked_as_seen_and_only_ones_own(opened, client_of):
    client_of(opened.clerk_1).post("/notices/seen/")
    assert set(Notice.objects.filter(seen_at=None).values_list("recipient__username", flat=True)) == {
        "director_1",
        "clerk_2",
        "director_2",
    }


def test_another_persons_notice_is_not_there(opened, client_of):
    notice = Notice.objects.filter(recipient=opened.clerk_2).get()
    assert client_of(opened.clerk_1).get(f"/notices/{notice.pk}/").status_code == 404
    assert "平台2" not in client_of(opened.clerk_1).get("/notices/").content.decode()


def test_everybody_has_notices_in_the_head(opened, client_of):
    client = client_of(opened.congress)
    assert "notices-link" in client.get("/cockpit/").content.decode()
    assert "mark-accent" not in head(client)
