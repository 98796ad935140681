"""What a text must not say: marks of secrets anywhere, a hidden name, ways to reach a person in public."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import examples
from tests.web.exchange.conftest import a_need

from keqiao.web.exchange import text_checks
from keqiao.web.exchange.models import Need
from keqiao.web.exchange.text_checks import check_texts
from keqiao.web.registry.models import Organisation, OrganisationAlias

MARKS = ["机密★10年", "秘密 ★", "密级：绝密", "绝密级文件", "机密\n正文", "ＴＯＰ ＳＥＣＲＥＴ"]
HARMLESS = ["属商业秘密", "密封圈泄漏", "保密要求一般", "解密算法", "机密性与完整性"]
REACHED = ["13812345678", "138-1234-5678", "0519-87654321", "１３８１２３４５６７８", "a.b@firm.com"]
TELLING = [
    "甲电池有限公司",
    "甲电池",
    "甲电",
    "ZL201810123456.7",
    "CN112345678B",
    "202310123456.X",
    "甲能®",
    "“跃能”牌",
    "www.jiadianchi.com",
    "上兴路 88 号",
    "城北工业园3号",
]


def refused(need) -> set[str]:
    """The fields of a need whose texts are refused."""
    try:
        check_texts(need)
    except ValidationError as error:
        return set(error.message_dict)
    return set()


def test_marks_of_state_secrets_are_refused_everywhere(need):
    for field in ("title", "body", "confidential"):
        for mark in MARKS:
            assert refused(Need(organisation=need.organisation, **{field: mark})) == {field}, mark


def test_words_that_only_look_like_it_pass(need):
    assert not any(refused(Need(organisation=need.organisation, body=words)) for words in HARMLESS)


def test_nobody_is_reached_past_the_broker(need):
    for words in REACHED:
        assert refused(Need(organisation=need.organisation, body=f"请联系{words}。")) == {"body"}, words


def test_a_long_figure_is_no_telephone(need):
    body = "年产量13812345678901件，寿命3000次，尺寸1500x1200mm"
    assert not refused(Need(organisation=need.organisation, body=body))


def test_a_hidden_name_is_told_by_nothing(need):
    OrganisationAlias.objects.create(organisation=need.organisation, name="甲电", kind="short")
    for disclosure in ("anonymous", "on_match"):
        for words in TELLING:
            body = f"我公司{words}的电芯低温性能不足。"
            hidden = Need(organisation=need.organisation, body=body, disclosure=disclosure)
            assert refused(hidden) == {"body"}, words


def test_with_the_name_shown_it_may_be_said(need):
    assert not refused(Need(organisation=need.organisation, body="甲电池有限公司的电芯低温性能不足。"))


def test_what_is_refused_is_not_stored(exchange):
    with pytest.raises(ValidationError):
        a_need(exchange, body="机密★")
    assert not Need.objects.exists()


@given(st.text(alphabet="甲乙丙电池有限公司研究院0123456789 -路号ＡＢ", max_size=40))
@settings(max_examples=examples(60), deadline=None)
def test_what_passes_names_the_owner_nowhere(text):
    need = Need(title="低温", body=text, disclosure="anonymous", organisation=Organisation(pk=0))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_checks, "own_names", lambda _need: ["丙电池有限公司", "丙电池"])
        assert refused(need) or "丙电池" not in text
