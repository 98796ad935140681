"""The pages of gradings: every step by its form, who sees what, what comes back when something is refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.web.evaluations.conftest import _user
from tests.web.grading.conftest import after
from tests.web.markup import markup
from tests.web.papers import PNG
from tests.web.second_look import taken

from keqiao.web.audit.clock import story_at
from keqiao.web.audit.models import Entry
from keqiao.web.evaluations.models import Run
from keqiao.web.grading.models import Grading, Objection
from keqiao.web.grading.selectors import lines_of
from keqiao.web.registry.models import Platform


def to(name: str, *keys: int) -> str:
    return reverse(f"grading:{name}", args=keys)


def text(response) -> str:
    return markup(response)


@pytest.fixture
def as_user() -> Callable[..., Client]:
    def make(user) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make


def since(row: Grading | Objection) -> dict[str, int]:
    row.refresh_from_db()
    return {"edition": row.edition}


@dataclass
class Desk:
    """The clients of two officers and of the director who objects, and what they do."""

    bureau: Client
    second: Client
    director: Client

    def begun(self, run: Run) -> Grading:
        """The officer begins a grading on the page, records the meeting and publishes."""
        page = text(self.bureau.get(to("new"), {"run": run.code}))
        assert f'value="{run.code}/2024/reported" selected' in page
        sent = {"result": f"{run.code}/2024/reported", "title": "2024年度等次"}
        refused = self.bureau.post(to("new"), sent)
        assert refused.status_code == 422
        assert "核定值" in text(refused)
        answer = self.bureau.post(to("new"), sent | {"basis_reason": "本年度按填报值评价"})
        grading = Grading.objects.get()
        assert "本年度按填报值评价" in text(self.bureau.get(grading.get_absolute_url()))
        assert answer.url == grading.get_absolute_url()
        form = {"minutes": "同意", "grade-P07": "fail", "reason-P07": "未整改", "grade-P01": "excellent"}
        self.sent(self.bureau, "consult", grading, form)
        self.sent(self.bureau, "publish", grading, {"first": "2025-03-03", "last": "2025-03-09"})
        return grading

    def objected(self, grading: Grading, platform: Platform) -> Objection:
        """The director objects with two files."""
        assert to("object", grading.pk) in text(self.director.get(to("grading", grading.pk)))
        files = [SimpleUploadedFile("证明.png", PNG), SimpleUploadedFile("证明2.png", PNG + b"2")]
        sent = {"platform": platform.pk, "indicators": ["B"], "text": "效益数据有误𬬭", "proof": files}
        answer = self.director.post(to("object", grading.pk), sent)
        assert answer.status_code == 302, text(answer)
        objection = Objection.objects.get()
        assert answer.url == to("objection", grading.pk, objection.pk)
        assert objection.files.count() == 2
        assert "效益数据有误𬬭" in text(self.director.get(answer.url))
        for client in (self.director, self.bureau, self.second):
            page = text(client.get(answer.url))
            assert 'href=""' not in page
            for file in objection.files.all():
                assert f'href="{file.get_absolute_url()}"' in page
                assert client.get(file.get_absolute_url()).status_code == 200
                assert client.get(reverse("facts:evidence", args=(file.sha256,))).status_code == 200
        return objection

    def upheld(self, grading: Grading, objection: Objection) -> None:
        """One officer re-checks, the other upholds."""
        self.sent(self.bureau, "objection_begin", grading, {}, objection.pk)
        self.sent(self.bureau, "objection_findings", grading, {"findings": "确有错录"}, objection.pk)
        self.sent(self.second, "objection_answer", grading, {"upheld": "1", "answer": "采纳"}, objection.pk)

    @staticmethod
    def sent(client: Client, name: str, grading: Grading, form: dict, *more: int) -> None:
        """Send a form of the grading, or of an objection, as it stands; it must be taken."""
        row = Objection.objects.get(pk=more[0]) if more else grading
        answer = client.post(to(name, grading.pk, *more), form | since(row))
        assert answer.status_code == 302, text(answer)


@pytest.fixture
def desk(officer, reviewer, director_of, as_user) -> Desk:
    return Desk(as_user(officer), as_user(reviewer), as_user(director_of(6)))


def test_from_a_run_to_final_grades(runs, ten, desk):
    run = runs(incidents=("P10",))
    address = f"{to('new')}?run={run.code}&amp;period=2024&amp;basis=reported"
    assert address in text(desk.bureau.get(run.get_absolute_url()))
    with story_at(after(0)):
        grading = desk.begun(run)
    assert "2024-G01" in text(desk.bureau.get(run.get_absolute_url()))
    with story_at(after(2)):
        desk.upheld(grading, desk.objected(grading, ten[5]))
        assert "尚无异议之后的评价测算" in text(desk.bureau.get(to("rebase", grading.pk)))
    new = runs({"P06": 93}, incidents=("P10",))
    with story_at(after(5)):
        page = text(desk.bureau.get(to("rebase", grading.pk)))
        assert "重新公示" in page
        assert "示范6号院" in page
        sent = {"run": new.code, "first": "2025-03-08", "last": "2025-03-14"}
        desk.sent(desk.bureau, "rebase", grading, sent)
        assert "现以评价测算" in text(desk.bureau.get(run.get_absolute_url()))
    with story_at(after(11)):
        page = text(desk.second.get(to("grading", grading.pk)))
        assert "2025-03-15起方可定级" in page
        assert to("finish", grading.pk) not in page
        refused = desk.second.post(to("finish", grading.pk), since(grading))
        assert refused.status_code == 403
        assert "2025-03-15" in text(refused)
    with story_at(after(12)):
        assert "由您编制" in text(desk.bureau.get(to("grading", grading.pk)))
        asked = text(desk.second.post(to("finish", grading.pk), since(grading)))
        assert "不能撤回" in asked and "示范6号院" in asked
        grading.refresh_from_db()
        assert not grading.is_final
        assert taken(desk.second, to("finish", grading.pk), since(grading)).status_code == 302
    page = text(desk.bureau.get(reverse("evaluations:platform", args=(new.code, "P06"))))
    assert "优秀（2024-G01，2025-03-15）" in page


def test_before_publication_only_those_who_see_drafts(runs, story, ten, director_of, as_user):
    grading = story.consulted(runs())
    seeing = {
        "auditor": 200,
        "leader": 404,
        "congress": 404,
        "finance_officer": 404,
        "broker": 404,
    }
    for role, status in seeing.items():
        client = as_user(_user(role, role))
        assert client.get(grading.get_absolute_url()).status_code == status, role
        assert (grading.code in text(client.get(to("gradings")))) == (status == 200)
        assert client.get(to("notice", grading.pk)).status_code == 404
    client = as_user(director_of(2))
    assert client.get(grading.get_absolute_url()).status_code == 404
    assert client.get(to("object", grading.pk)).status_code == 404


def test_the_published_list_has_names_and_grades_only(runs, story, ten, director_of, as_user):
    grading = story.published(runs(), changes={"P07": ("fail", "内部理由：整改未落实")})
    with story_at(after(1)):
        own = text(as_user(director_of(7)).get(grading.get_absolute_url()))
        broker = text(as_user(_user("broker", "broker")).get(grading.get_absolute_url()))
        leader = text(as_user(_user("leader", "leader")).get(grading.get_absolute_url()))
        auditor = text(as_user(_user("auditor", "auditor")).get(grading.get_absolute_url()))
    assert "示范1号院" in own
    assert "70.00" in own
    assert "95.00" not in own
    assert "95.00" not in broker
    assert "95.00" in leader
    for page in (own, broker, leader):
        assert "内部理由" not in page
        assert "会议同意测算结果" not in page
    assert "内部理由" in auditor


def test_objections_are_seen_by_the_own_unit_and_those_who_see_drafts(runs, story, ten, director_of, as_user):
    grading, director = story.published(runs()), director_of(4)
    with story_at(after(1)):
        as_user(director).post(to("object", grading.pk), {"platform": ten[3].pk, "text": "私下的话"})
        key = Objection.objects.get().pk
        address = to("objection", grading.pk, key)
        for user, status in (
            (director, 200),
            (director_of(5), 404),
            (_user("leader", "leader"), 404),
            (_user("auditor", "auditor"), 200),
        ):
            client = as_user(user)
            assert client.get(address).status_code == status
            assert (address in text(client.get(grading.get_absolute_url()))) == (status == 200)
        other = {"platform": ten[0].pk, "text": "替别人"}
        assert as_user(director_of(3)).post(to("object", grading.pk), other).status_code == 422


def test_what_was_typed_stays_when_it_is_refused(runs, story, officer, as_user):
    grading, bureau = story.begun(runs()), as_user(officer)
    sent = {"minutes": "很长的纪要", "grade-P04": "excellent", "reason-P04": "贡献突出"} | since(grading)
    answer = bureau.post(to("consult", grading.pk), sent)
    assert answer.status_code == 422
    for word in ("很长的纪要", "贡献突出", "3个名额"):
        assert word in text(answer)
    answer = bureau.post(to("consult", grading.pk), sent | {"edition": "77"})
    assert answer.status_code == 409
    assert "贡献突出" in text(answer) and "现为：" in text(answer)
    grading.refresh_from_db()
    assert grading.state == "computed"


def test_a_grading_can_be_withdrawn_with_a_reason(runs, story, officer, as_user):
    grading, bureau = story.published(runs()), as_user(officer)
    assert bureau.post(to("withdraw", grading.pk), since(grading)).status_code == 422
    sent = {"reason": "快照选错"} | since(grading)
    assert bureau.post(to("withdraw", grading.pk), sent).status_code == 302
    grading.refresh_from_db()
    assert grading.state == "withdrawn"


def test_the_material_of_the_meeting(runs, story, officer, as_user):
    story.final(runs(years=("2023",)), "2023", -60)
    grading = story.begun(runs(incidents=("P10",), years=("2023", "2024")))
    page = text(as_user(officer).get(to("material", grading.pk)))
    for word in ("临界情形", "一票否决", "起步期保护", "约谈整改或退出", "与上次定级比较", "3个名额"):
        assert word in page


def document(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(b"".join(answer) if answer.streaming else answer.content)) as archive:
        return archive.read("word/document.xml").decode()


def test_the_notices(runs, story, officer, as_user):
    grading, bureau = story.published(runs()), as_user(officer)
    words = document(bureau, to("notice", grading.pk))
    for word in (
        "演示数据",
        "2025年3月3日至2025年3月9日",
        "示范1号研究院",
        "优秀",
        "起步期",
        "示范市科学技术局",
        "监督电话：",
    ):
        assert word in words
    assert "95.00" not in words
    assert bureau.get(to("final_notice", grading.pk)).status_code == 404
    final = story.final(runs(years=("2023",)), "2023", 40)
    words = document(bureau, to("final_notice", final.pk))
    for word in ("定级结果的通知", "经公示无异议", "2023-G01", "2025年4月19日"):
        assert word in words
    first, second = (bureau.get(to("final_notice", final.pk)).content for _ in range(2))
    assert first == second
    taken = Entry.objects.filter(action="grading.export_notice").values_list("target_key", "actor")
    assert list(taken) == [(str(pk), officer.pk) for pk in (final.pk, final.pk, final.pk, grading.pk)]


JUNK = [
    "",
    "x" * 9000,
    "a\x00b",
    "9" * 30,
    "-1",
    "NaN",
    "2025-13-99",
    "9999-12-31",
    "<script>alert(1)</script>",
    "🏭" * 3000,
]


NAMES = (
    "result",
    "title",
    "reason",
    "first",
    "last",
    "run",
    "edition",
    "minutes",
    "grade-P01",
    "reason-P01",
    "platform",
    "indicators",
    "text",
    "proof",
    "findings",
    "upheld",
    "answer",
)
PAGES = (
    "new",
    "consult",
    "publish",
    "rebase",
    "finish",
    "withdraw",
    "object",
    "objection_begin",
    "objection_findings",
    "objection_answer",
)


def test_hostile_input_never_breaks_a_page(runs, story, ten, desk):
    grading = story.published(runs())
    with story_at(after(1)):
        desk.director.post(to("object", grading.pk), {"platform": ten[5].pk, "text": "异议"})
        key = Objection.objects.get().pk
        for place, junk in enumerate(JUNK):
            everything = dict.fromkeys(NAMES, junk)
            for name in PAGES[place % 2 :: 2] if place else PAGES:
                keys = () if name == "new" else (grading.pk,)
                keys += (key,) if name.startswith("objection_") and name != "object" else ()
                client = desk.director if name == "object" else desk.bureau
                answer = client.post(to(name, *keys), everything)
                assert answer.status_code in {400, 403, 409, 422}, (name, junk)
                assert "<script>alert" not in text(answer)
            assert desk.bureau.get(to("new"), everything).status_code in {200, 400}
    grading.refresh_from_db()
    assert grading.state == "published"
    assert {line.grade_code for line in lines_of(grading)} == {"excellent", "good", "pass", "fail", ""}
    assert Objection.objects.get().state == "lodged"
