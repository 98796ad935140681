"""Points of a section about conditions: each is a condition or is listed as unread; none is passed over in silence."""

from keqiao.engine.notices import read_notice

NOTICE = """关于组织申报2026年度市级专家工作站的通知
各有关单位：
一、申报条件
（一）建站单位应具备以下条件：
1.在本市注册，经营状况良好；
2.智能制造能力成熟度达到二级及以上，或者通过两化融合管理体系贯标；
3.能够为进站专家提供必要的工作条件；
4.信用等级为A级以上，未列入经营异常名录；
5.有专门的研发团队，其中硕士以上不少于5人。
二、时间
材料于2026年6月30日前报送。
某市科协
2026年5月1日
"""


def test_each_point_is_a_condition_or_unread():
    reading = read_notice(NOTICE)
    either = [row for row in reading.conditions if row.alternatives]
    assert [row.text for row in reading.conditions] == [
        "智能制造能力成熟度达到二级及以上",
        "信用等级为A级以上",
        "未列入经营异常名录",
        "其中硕士以上不少于5人",
    ]
    assert [other.text for row in either for other in row.alternatives] == ["或者通过两化融合管理体系贯标"]
    assert [(row.text[:2], row.line) for row in reading.unread] == [("1.", 5), ("3.", 7)]
