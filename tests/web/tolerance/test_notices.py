"""Who hears of a case, and whose to-do it stands in."""

from django.utils import translation
from tests.web.tolerance.conftest import given, no_to_all, upload

from keqiao.web.notices.models import Notice
from keqiao.web.procedures.registry import waiting
from keqiao.web.tolerance import services


def heard(user):
    """What a user was told of cases, the oldest first; of the scheme's coming into force the proposer hears too."""
    with translation.override("zh-hans"):
        return [
            notice.words
            for notice in Notice.objects.filter(recipient=user, kind__startswith="tolerance.").order_by("pk")
        ]


def told(user):
    """What waits for a user."""
    with translation.override("zh-hans"):
        return [item.text for item in waiting(user)]


def test_a_case_waits_for_the_next_person_who_hears_of_it(draft, director, officer, reviewer, third, clerk):  # noqa: PLR0917
    assert told(director) == []  # a draft that nobody has seen waits for nobody
    services.apply(director, draft.pk)
    assert heard(officer) == heard(third) == [f"示范2号院的容错案{draft.code}已提出申请，请查明事实。"]
    assert heard(director) == []
    assert told(officer) == [f"待查明事实的容错案：{draft}"]
    services.send_back(officer, draft.pk, "缺过门记录")
    assert heard(director) == heard(clerk) == [f"示范2号院的容错案{draft.code}已退回补充。理由：缺过门记录"]
    assert told(director) == [f"退回补充的容错案：{draft}"]
    assert told(officer) == told(clerk) == []
    services.apply(director, draft.pk)
    services.check(officer, draft.pk, "记录真实完整", no_to_all(), ["B7"])
    assert told(officer) == told(director) == []
    assert told(reviewer) == [f"待认定的容错案：{draft}"]
    services.conclude(reviewer, draft.pk, accepted=True, reason="符合容错依据")
    accepted = f"示范2号院的容错案{draft.code}已认定，此后启动的评价测算予以采用。理由：符合容错依据"
    assert heard(director)[1:] == heard(clerk)[1:] == [accepted]
    assert told(reviewer) == []


def test_an_officer_who_opened_a_case_hears_too(city, officer, reviewer, third, director, scheme):  # noqa: PLR0917
    case = services.open_case(officer, city[1], given())
    services.attach(officer, case.pk, upload())
    services.apply(officer, case.pk)
    services.check(reviewer, case.pk, "记录不完整", no_to_all(), ["B7"])
    services.conclude(third, case.pk, accepted=False, reason="不符合容错依据")
    refused = f"示范2号院的容错案{case.code}不予认定。理由：不符合容错依据"
    assert heard(officer) == heard(director) == [refused]
