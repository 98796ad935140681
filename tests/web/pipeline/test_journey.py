"""A project from the idea to a hold: fault tolerance keeps its platform from being punished, and an auditor sees it."""

import pytest
from tests.web.evaluations.conftest import PERIODS
from tests.web.tolerance.conftest import failed, no_to_all, upload  # noqa: F401 (fixtures)

from keqiao.web.evaluations import services as evaluations
from keqiao.web.pipeline.actions import rule_of
from keqiao.web.pipeline.models import GateReview
from keqiao.web.tolerance import services as cases
from keqiao.web.tolerance.effect import effect_in
from keqiao.web.tolerance.models import ToleranceCase

from .conftest import Walk

pytestmark = pytest.mark.django_db


def test_from_the_idea_to_a_hold_that_is_not_punished(works, failed, client_of):  # noqa: F811
    walk = Walk(works)
    director, bureau, auditor = (client_of(user) for user in (works.director, works.second, works.auditor))
    page = f"/pipeline/{walk.pk}/"
    appointed = {"appoint-manager": works.manager.pk, "appoint-qualification": "senior"}
    send(director, f"{page}appoint/", appointed | edition(walk.passage, "appoint"))
    for gate in ("g0", "g1"):
        review = through_material(director, page, gate)
        if rule_of(review).panel:
            walk.judged(review)
        decide(bureau, review, "let_pass", 4)
    assert (walk.passage.stage, walk.passage.readiness) == ("pilot", 4)

    review = through_material(director, page, "g2")
    walk.judged(review, points=62)
    decide(bureau, review, "hold", 4)
    assert walk.passage.state == "held"

    opened = {"open_case-of": "three_pillar:2024"}
    send(director, f"/pipeline/gates/{review.pk}/open_case/", opened | edition(review, "open_case"))
    case = ToleranceCase.objects.get(gate_reviews=review)
    assert walk.passage.project.title in case.subject and case.facts
    cases.edit_case(works.director, case.pk, application(case))
    cases.attach(works.director, case.pk, upload())
    cases.apply(works.director, case.pk)
    cases.check(works.officer, case.pk, "记录真实完整。", no_to_all(), ["B7"])
    cases.conclude(works.second, case.pk, accepted=True, reason="符合容错依据。")
    case.refresh_from_db()
    again = evaluations.start_run(
        works.officer, title="复算", snapshot=failed.snapshot, scheme=failed.scheme, periods=PERIODS
    )
    effect = effect_in(case, evaluations.execute_run(again))
    assert effect is not None and effect.included and effect.change > 0

    text = auditor.get(f"/pipeline/gates/{review.pk}/").content.decode()
    assert case.code in text and "暂缓" in text
    assert auditor.get(case.get_absolute_url()).status_code == 200


def application(case):
    """The case as it stands, completed."""
    return cases.CaseApplication(
        case.scheme_code, case.period, ("B7",), case.subject, "route", case.facts, no_to_all()
    )


def edition(row, step):
    """What a form of a page sends along."""
    row.refresh_from_db()
    return {f"{step}-edition": row.edition}


def send(client, url, data):
    """Post a step; it is taken."""
    answer = client.post(url, data)
    assert answer.status_code == 302, answer.content.decode()
    return answer


def through_material(client, page, gate):
    """Ask for a gate on the page of the project, hand in what it needs, submit it."""
    send(client, f"{page}request/", {})
    review = GateReview.objects.get(gate=gate)
    url = f"/pipeline/gates/{review.pk}/"
    refused = client.post(f"{url}submit/", {"submit-summary": "完成"} | edition(review, "submit"))
    assert refused.status_code == 422 and "缺少" in refused.content.decode()
    for code, item in rule_of(review).item.items():
        if item.required:
            given = {"hand_in-item": code, "hand_in-file": upload()}
            send(client, f"{url}hand_in/", given | edition(review, "hand_in"))
    send(client, f"{url}submit/", {"submit-summary": "按期完成"} | edition(review, "submit"))
    return review


def decide(client, review, decision, level):
    """Decide on a review by its form."""
    said = {f"decide-met_{code}": "yes" for code in rule_of(review).criterion}
    given = {"decide-decision": decision, "decide-readiness": level, "decide-reason": "经会议研究"}
    send(client, f"/pipeline/gates/{review.pk}/decide/", said | given | edition(review, "decide"))
