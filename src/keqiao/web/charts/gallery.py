"""One example of each kind of chart, with invented figures: for the eye of who changes how charts look."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from keqiao.web.charts.definition import Chart, Number, Point, Reference, Series

_FIELDS = [
    "储能",
    "电梯",
    "电池",
    "光电",
    "医药",
    "建材",
    "农业",
    "茶业",
    "合金",
    "低空",
    "软件",
    "检测",
    "服务",
]
_PLATFORMS = [f"示范{field}创新平台" for field in _FIELDS]
_PILLARS = ["创新资源集聚", "科技成果转化", "产业服务能力", "运行管理", "社会贡献与影响力"]
_QUARTERS = [f"{year}Q{quarter}" for year in (2022, 2023, 2024) for quarter in (1, 2, 3, 4)]
_SAID: dict[str, Any] = {"source": "平台季报与登记簿", "as_of": "2024-10-31"}


def examples() -> list[Chart]:
    """Return the charts of the gallery."""
    return [*_over_time(), *_across_platforms(), *_of_scores(), *_odd()]


def _over_time() -> list[Chart]:
    staff = [210 + 50 * quarter for quarter in range(12)]
    doctors = [None if quarter == 4 else 20 + 16 * quarter for quarter in range(12)]
    structure = [Series("博士", [12, 20, 30]), Series("硕士", [22, 30, 42]), Series("其他", [30, 38, 51])]
    years = ["2022", "2023", "2024"]
    lines = [Series("研发人员", staff), Series("其中博士", doctors)]
    return [
        Chart("line", "全市平台研发人员", lines, _QUARTERS, unit="人", **_SAID),
        Chart("stacked", "人才结构", structure, years, unit="人", show_values=True, **_SAID),
    ]


def _across_platforms() -> list[Chart]:
    points = [Point(120 - 7 * place, url=f"/figures/rd_staff/P{place:02}/2024-10-31/") for place in range(13)]
    before = [Decimal("3240.64") + 100 * place for place in range(13)]
    after = [Decimal("7759.00") - 300 * place for place in range(13)]
    research = [
        Point(10 + 7 * place, x=100 + 31 * place, label=_PLATFORMS[place], url="/platforms/")
        for place in range(6)
    ]
    incubation = [Point(60 - 5 * place, x=90 + 40 * place, label=_PLATFORMS[6 + place]) for place in range(7)]
    return [
        Chart(
            "bar",
            "各平台研发人员",
            [Series("研发人员", points)],
            _PLATFORMS,
            unit="人",
            show_values=True,
            references=[Reference("平均", 62.8)],
            **_SAID,
        ),
        Chart(
            "bar",
            "服务收入",
            [Series("2022", before), Series("2023", after)],
            _PLATFORMS,
            unit="万元",
            horizontal=True,
            size="l",
            **_SAID,
        ),
        Chart(
            "scatter",
            "投入与产出",
            [
                Series("研发型", research),
                Series("孵化转化型", incubation),
                Series(
                    "前沿",
                    [Point(0, x=500), Point(46, x=1200), Point(71, x=3200), Point(71, x=4200)],
                    line=True,
                ),
            ],
            x_label="财政投入",
            x_unit="万元",
            y_label="专利授权",
            unit="件",
            **_SAID,
        ),
    ]


def _of_scores() -> list[Chart]:
    own = Series(_PLATFORMS[0], [82, 67, 74, 55, 90])
    median = Series("全市中位数", [60, 62, 58, 50, 71], emphasis=False)
    pulls: list[Point | Number] = [
        Decimal("3.21"),
        Decimal("2.40"),
        Decimal("1.02"),
        0,
        Decimal("-0.42"),
        Decimal("-1.75"),
    ]
    names = ["研发人员数", "发明专利授权", "技术合同成交额", "共建实验室", "中试项目", "服务收入"]
    changes = [Series("变化", [3.2, 2.4, -1.75, 1.0])]
    rows = [
        Series(name, [50 + (line * column * 7) % 45 for column in range(1, 6)])
        for line, name in enumerate(_PLATFORMS)
    ]
    return [
        Chart("radar", "五个支柱的得分", [own, median], _PILLARS, maxima=[100] * 5, unit="分", **_SAID),
        Chart("contribution", "各指标对总分的拉动", [Series("贡献", pulls)], names, unit="分", **_SAID),
        Chart(
            "waterfall",
            "总分由 61.20 变为 66.05",
            changes,
            ["创新资源", "成果转化", "产业服务", "加减分"],
            start=61.2,
            start_label="2023",
            end_label="2024",
            decimals=2,
            unit="分",
            **_SAID,
        ),
        Chart("heatmap", "平台与支柱", rows, _PILLARS, unit="分", size="l", **_SAID),
        Chart("interval", "名次区间", _places(), _PLATFORMS[:6], category_label="平台", **_SAID),
    ]


def _places() -> list[Series]:
    """Rank intervals: one of a single rank, one that is missing."""
    return [
        Series("从", [1, 1, 3, 4, 4, None]),
        Series("到", [1, 3, 5, 6, 6, None]),
        Series("名次", [1, 2, 3, 4, 5, None]),
    ]


def _odd() -> list[Chart]:
    hostile = [Series("{a|b}</title>", [1e12, -5.5, None]), Series("龘靐" * 20, [3, 4, float("inf")])]
    return [
        Chart("line", "没有数据", [Series("甲", [None, float("nan")])], ["2022", "2023"], unit="人", **_SAID),
        Chart("bar", "</script><script>alert(1)</script>", hostile, ["<b>" * 30, "😀", "正常"], **_SAID),
    ]
