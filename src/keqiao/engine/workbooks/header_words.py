"""The words that head columns in practice: of units, periods, the long form, verified values; in their plain form."""

from __future__ import annotations

UNIT_WORDS = {
    "unit",
    "unitcode",
    "code",
    "id",
    "uid",
    "platform",
    "platformcode",
    "单位",
    "单位代码",
    "单位编码",
    "单位编号",
    "机构",
    "机构代码",
    "平台",
    "平台代码",
    "平台编号",
    "编码",
    "代码",
    "企业",
    "统一社会信用代码",
    "被评价单位",
    "评价单位",
    "填报单位",
    "评价对象",
}
NAME_WORDS = {
    "name",
    "unitname",
    "platformname",
    "名称",
    "单位名称",
    "机构名称",
    "平台名称",
    "企业名称",
    "单位全称",
    "平台",
    "单位",
    "机构",
    "企业",
    "填报单位",
    "中心名称",
    "全称",
}
PERIOD_WORDS = {
    "period",
    "year",
    "期间",
    "时期",
    "年度",
    "年份",
    "报告期",
    "评价期",
    "评价年度",
    "年",
    "数据期",
    "季度",
    "数据年度",
    "日期",
}
LONG_FORM = {
    "long_measure": {
        "measure",
        "measurecode",
        "indicator",
        "指标",
        "指标代码",
        "指标编码",
        "指标名称",
        "度量",
        "填报项",
        "数据项",
    },
    "long_value": {"value", "reported", "reportedvalue", "数值", "值", "填报值", "上报值", "指标值", "数据"},
    "long_verified": {"verified", "verifiedvalue", "核定值", "核定", "核实值", "审定值"},
    "long_expert": {"expert", "rater", "专家", "评审专家"},
    "long_unit": {"计量单位", "unitofmeasure", "单位(计量)", "度量单位"},
}
IGNORED_WORDS = {
    "序号",
    "编号",
    "no",
    "no.",
    "#",
    "备注",
    "说明",
    "remark",
    "remarks",
    "note",
    "notes",
}
VERIFIED_WORDS = {"核定", "核定值", "verified", "核实", "核实值", "审定", "审定值"}
REPORTED_WORDS = {"填报", "填报值", "上报", "上报值", "reported"}
UNIT_LABELS = {"单位", "计量单位", "单位:", "计量单位:", "unit", "units"}
COLUMN_LABELS = {"栏次", "列次", "栏号", "序号", "甲", "乙", "丙", "丁"}
"""What stands beside the numbers of columns (栏次, 1, 2, 3) in forms of statistics."""
