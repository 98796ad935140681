"""What a text must not say: marks of secrets anywhere, a hidden name, ways to reach a person in public."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import examples
from tests.web.exchange.conftest import a_need

from keqiao.web.exchange.models import Need
from keqiao.web.exchange.text_checks import check_texts
from keqiao.web.registry.models import Organisation, OrganisationAlias


@pytest.mark.parametrize(
    "mark", ["机密★10年", "秘密 ★", "密级：绝密", "绝密级文件", "机密\n正文", "ＴＯＰ ＳＥＣＲＥＴ"]
)
@pytest.mark.parametrize("field", ["title", "body", "confidential"])
def test_marks_of_state_secrets_are_refused_everywhere(exchange, mark, field):
    with pytest.raises(ValidationError) as refused:
        a_need(exchange, **{field: mark})
    assert field in refused.value.message_dict
    assert not Need.objects.exists()


@pytest.mark.parametrize("words", ["属商业秘密", "密封圈泄漏", "保密要求一般", "解密算法", "机密性与完整性"])
def test_words_that_only_look_like_it_pass(exchange, words):
    assert a_need(exchange, body=words).pk


@pytest.mark.parametrize(
    "words", ["13812345678", "138-1234-5678", "0519-87654321", "１３８１２３４５６７８", "a.b@firm.com"]
)
def test_nobody_is_reached_past_the_broker(exchange, words):
    with pytest.raises(ValidationError):
        a_need(exchange, body=f"请联系{words}。")


def test_a_long_figure_is_no_telephone(exchange):
    assert a_need(exchange, body="年产量13812345678901件，寿命3000次，尺寸1500x1200mm").pk


@pytest.mark.parametrize(
    "words",
    [
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
    ],
)
@pytest.mark.parametrize("disclosure", ["anonymous", "on_match"])
def test_a_hidden_name_is_told_by_nothing(exchange, words, disclosure):
    OrganisationAlias.objects.create(organisation=exchange.seeking.organisation, name="甲电", kind="short")
    with pytest.raises(ValidationError):
        a_need(exchange, body=f"我公司{words}的电芯低温性能不足。", disclosure=disclosure)


def test_with_the_name_shown_it_may_be_said(exchange):
    assert a_need(exchange, body="甲电池有限公司的电芯低温性能不足。").pk


@given(st.text(alphabet="甲乙丙电池有限公司研究院0123456789 -路号ＡＢ", max_size=40))
@settings(max_examples=examples(60), deadline=None)
def test_what_passes_names_the_owner_nowhere(text):
    owner = Organisation(name="丙电池有限公司")
    owner.pk = 0
    need = Need(title="低温", body=text, disclosure="anonymous")
    need.__dict__["_state"].fields_cache["organisation"] = owner
    from unittest.mock import patch

    with patch("keqiao.web.exchange.text_checks.own_names", return_value=["丙电池有限公司", "丙电池"]):
        try:
            check_texts(need)
        except ValidationError:
            return
    assert "丙电池" not in text
