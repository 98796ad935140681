"""Rows of every register rest on files: attached by who keeps them, one file for many rows, shown at the figure."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from tests.golden import golden
from tests.web.markup import markup
from tests.web.papers import PDF
from tests.web.registry.city import reference, side

from keqiao.web.facts.models import Evidence, RowEvidence
from keqiao.web.facts.row_evidence import asked_for, files_of
from keqiao.web.facts.services import attach_to_rows, load_measures, own_file, take_from_row
from keqiao.web.registry.models import Cluster, Engagement, Patent
from keqiao.web.registry.registers import REGISTERS


@golden
def sides(roles):
    load_measures()
    common = reference()
    return [side(0, common), side(1, common)], common


@pytest.fixture
def clerks(sides, user_with):
    return [user_with("platform_clerk", unit=one.unit, username=one.unit.code) for one in sides[0]]


def paper():
    return own_file(ContentFile(PDF, name="名册.pdf"))


def test_one_file_supports_many_rows_and_leads_from_the_figure_to_the_file(
    sides, clerks, client_of, read_here
):
    post = sides[0][0].rows[Engagement]
    other = Engagement.objects.get(pk=post.pk)
    other.pk, other.started_on, other.ended_on = (
        None,
        post.started_on.replace(year=2010),
        post.started_on.replace(year=2011),
    )
    other._state.adding = True
    other.save()
    answer = client_of(clerks[0]).post(
        "/evidence/rows/engagements/",
        {
            "row": [post.pk, other.pk],
            "title": "2024年人员名册",
            "grade": "B",
            "file": SimpleUploadedFile("a.pdf", PDF),
        },
    )
    assert answer.status_code == 302, answer.content.decode()
    assert {one.row for one in RowEvidence.objects.current()} == {post.pk, other.pk}
    row_page = client_of(clerks[0]).get(f"/registers/engagements/{post.pk}/").content.decode()
    file = Evidence.objects.get()
    assert (file.title, file.grade) == ("2024年人员名册", "B") and file.get_absolute_url() in row_page
    page = client_of(clerks[0]).get("/figures/rd_headcount/P01/2024-10-31/").content.decode()
    assert f"/registers/engagements/{post.pk}/#evidence" in page and "1行中1行附有佐证文件" in page


def test_the_bytes_of_another_platform_show_nothing_of_it(sides, clerks, client_of):
    posts = [one.rows[Engagement] for one in sides[0]]
    for clerk, post, title in zip(clerks, posts, ("甲名册", "乙名册"), strict=True):
        attach_to_rows(clerk, [post], paper(), title)
    page = client_of(clerks[1]).get(f"/registers/engagements/{posts[1].pk}/").content.decode()
    assert "乙名册" in page and "甲名册" not in page
    assert client_of(clerks[1]).get(f"/registers/engagements/{posts[0].pk}/").status_code == 404


def test_rows_of_others_and_of_the_bureau_are_not_given_files(sides, clerks):
    for row in (sides[0][1].rows[Engagement], sides[1][Cluster]):
        with pytest.raises(PermissionDenied):
            attach_to_rows(clerks[0], [row], paper())
    assert not RowEvidence.objects.exists() and not Evidence.objects.exists()


def test_a_file_is_taken_away_with_a_reason_and_the_past_keeps_it(sides, officer):
    row = sides[0][0].rows[Engagement]
    attach_to_rows(officer, [row], paper(), "名册")
    attach_to_rows(officer, [row], Evidence.objects.get())
    attached = RowEvidence.objects.get()
    with pytest.raises(ValidationError):
        take_from_row(officer, row, attached.pk, " ")
    take_from_row(officer, row, attached.pk, "附错了")
    assert files_of(officer, row) == []
    assert RowEvidence.objects.get(removes=attached).reason == "附错了"
    assert [one.attached for one in files_of(officer, row, until=attached.at)] == [attached]
    with pytest.raises(ValidationError):
        take_from_row(officer, row, attached.pk, "再取一次")
    assert Evidence.objects.count() == 1


def test_what_was_typed_survives_a_refusal(sides, officer, client_of):
    row = sides[0][0].rows[Engagement]
    page = client_of(officer).post(
        "/evidence/rows/engagements/", {"row": row.pk, "title": "名册", "grade": "A"}
    )
    assert page.status_code == 422
    assert 'value="名册"' in markup(page) and f'value="{row.pk}"' in markup(page)


def test_the_page_asks_for_what_the_measures_ask_for(sides):
    with translation.override("zh-hans"):
        kinds = " ".join(kind for _measures, kind in asked_for(Engagement))
    assert "名册" in kinds and asked_for(Patent)


def test_every_register_takes_files(sides, officer, client_of):
    client = client_of(officer)
    for register in REGISTERS.values():
        row = register.model.objects.current().first()
        assert row is not None, register.key
        attach_to_rows(officer, [row], paper(), "证明")
        page = client.get(f"/registers/{register.key}/{row.pk}/").content.decode()
        assert "证明" in page, register.key
