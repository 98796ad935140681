"""Kinds of notices."""

from tests.web.returns.conftest import person

from keqiao.language import message
from keqiao.web.notices import kinds
from keqiao.web.notices.models import Notice
from keqiao.web.notices.services import notify


def test_a_kind_has_its_word_and_tone():
    assert (str(kinds.kind_of("returns.late").words), kinds.kind_of("returns.late").tone) == (
        "逾期未报",
        "bad",
    )


def test_a_kind_that_is_gone_is_shown_by_its_code():
    assert kinds.kind_of("room.gone").words == "room.gone"


def test_the_same_is_given_once_and_nobody_is_left_out_in_silence(roles):
    clerk = person(roles, "clerk", "platform_clerk")
    kind = kinds.kind_of("returns.late")
    for number in (1, 0):
        given = notify([clerk, clerk, None], kind, message("{a}", a="甲"), link="/", key="x-1", about="甲")
        assert given == number
    assert [str(notice) for notice in Notice.objects.all()] == ["returns.late x-1"]
