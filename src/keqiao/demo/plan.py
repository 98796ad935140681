"""What kind of platforms the demonstration city has: 13 lines from which everything else is generated.

The counts are the state on 2024-10-31 and add up to the published totals; their spread over the platforms is invented.
``revenue`` is the operating revenue of 2022, 2023 and 2024 in 万元; the rates say how the platform lives.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class PlatformPlan:
    """One platform: what it is, and its state on 2024-10-31."""

    code: str
    name: str
    name_en: str
    short: str
    aliases: tuple[str, ...]
    type: str
    prefix: str
    level: str
    park: str
    partner: str
    theme: str
    signed: date
    settled: date
    opened: date
    clusters: tuple[str, ...]
    research: str
    market: str
    staff: int
    doctors: int
    masters: int
    top_talents: int
    programme_talents: int
    academicians: int
    inventions: int
    utilities: int
    projects: tuple[int, int]
    """Projects of national and of provincial level."""
    firms: int
    revenue: tuple[Decimal, Decimal, Decimal]
    fiscal: int
    """Fiscal funding of 2023 in 万元."""
    research_share: float
    """Research and development as a share of expenditure."""
    transfer_share: float
    """Inventions put to use."""
    local_share: float
    """Technology contracts with buyers of the city."""
    care: float
    """How well it keeps promises and dates, 0 to 1: drives satisfaction, fulfilment, gates."""


def _money(*values: str) -> tuple[Decimal, Decimal, Decimal]:
    a, b, c = (Decimal(v) for v in values)
    return a, b, c


# fmt: off
PLANS: tuple[PlatformPlan, ...] = (
    PlatformPlan(
        "P01", "示范储能研究院", "Demo Institute of Energy Storage", "储能院", ("示范先进储能研究院",),
        "综合型", "91", "province", "示范科技产业园", "cas_energy", "大储能",
        date(2016, 12, 8), date(2017, 5, 18), date(2017, 9, 28), ("battery",),
        "固态电池、钠离子电池、硅基负极材料", "动力与储能电池材料及检测服务",
        150, 46, 60, 9, 14, 4, 118, 14, (5, 8), 14, _money("6418.72", "7759.00", "8236.55"),
        2600, 0.55, 0.30, 0.52, 0.90,
    ),
    PlatformPlan(
        "P02", "示范无人装备创新中心", "Demo Innovation Centre for Unmanned Equipment", "无人装备中心",
        ("示范智能无人装备创新中心",),
        "孵化转化型", "91", "province", "示范智能装备园", "uni_machines", "大无人",
        date(2021, 6, 22), date(2021, 12, 16), date(2021, 12, 28), ("equipment", "battery"),
        "无人平台底盘、电驱动、轻量化结构", "矿山、园区和应急用无人装备",
        96, 18, 41, 5, 9, 3, 46, 24, (2, 4), 16, _money("1462.38", "3240.64", "4085.17"),
        1500, 0.48, 0.28, 0.45, 0.88,
    ),
    PlatformPlan(
        "P03", "示范技术转移中心", "Demo Technology Transfer Centre", "转移中心", (),
        "产业服务型", "52", "city", "示范科技产业园", "uni_technology", "大转移",
        date(2012, 3, 20), date(2012, 7, 1), date(2012, 7, 1), ("equipment", "other"),
        "技术转移方法与知识产权运营", "技术经纪、专利运营和企业诊断",
        24, 2, 8, 0, 1, 0, 9, 3, (0, 1), 9, _money("571.20", "622.85", "668.40"),
        180, 0.26, 0.44, 0.82, 0.86,
    ),
    PlatformPlan(
        "P04", "示范物理研究中心", "Demo Centre for Physics", "物理中心", ("示范凝聚态物理中心",),
        "研发型", "12", "province", "示范科技产业园", "cas_physics", "大物理",
        date(2018, 11, 2), date(2019, 4, 26), date(2019, 10, 18), ("battery", "other"),
        "电池材料物理、表界面、先进表征", "材料表征与联合攻关",
        128, 58, 44, 11, 12, 4, 84, 2, (8, 6), 10, _money("986.40", "1184.26", "1307.93"),
        5200, 0.70, 0.17, 0.38, 0.80,
    ),
    PlatformPlan(
        "P05", "示范智能制造研究院", "Demo Institute of Smart Manufacturing", "智造院", (),
        "产业服务型", "12", "city", "示范智能装备园", "uni_machines", "大制造",
        date(2017, 12, 12), date(2018, 5, 9), date(2018, 9, 12), ("equipment", "steel"),
        "机器人应用、数字化产线、在线检测", "中小企业产线改造",
        74, 15, 33, 3, 4, 1, 38, 17, (1, 4), 9, _money("874.15", "943.30", "1012.66"),
        1450, 0.44, 0.24, 0.70, 0.72,
    ),
    PlatformPlan(
        "P06", "示范智慧城市研究院", "Demo Institute of the Smart City", "智慧城市院", (),
        "综合型", "12", "city", "示范城南新区", "uni_city", "大智慧",
        date(2018, 3, 15), date(2018, 10, 22), date(2019, 1, 8), ("other", "grid"),
        "城市感知、建筑节能、交通仿真", "城市更新与园区节能",
        58, 12, 27, 3, 3, 1, 26, 8, (1, 3), 8, _money("812.90", "764.51", "801.37"),
        1280, 0.42, 0.13, 0.58, 0.62,
    ),
    PlatformPlan(
        "P07", "示范航空研究院", "Demo Institute of Aviation", "航空院", ("示范通用航空研究院",),
        "综合型", "12", "province", "示范航空产业园", "uni_aviation", "大飞行",
        date(2018, 9, 6), date(2019, 3, 28), date(2019, 9, 16), ("equipment", "other"),
        "轻型飞行器、航空电推进、复合材料", "通用航空与低空应用",
        82, 19, 36, 4, 5, 2, 44, 13, (2, 4), 8, _money("1126.70", "1322.48", "1586.20"),
        2100, 0.52, 0.20, 0.36, 0.76,
    ),
    PlatformPlan(
        "P08", "示范大科学装置研究院", "Demo Institute for Big Science Facilities", "大装置院", (),
        "研发型", "12", "province", "示范城南新区", "uni_facility", "大装置",
        date(2019, 10, 30), date(2020, 6, 11), date(2020, 12, 3), ("grid", "other"),
        "极端条件装置、超导磁体、精密测控", "精密仪器与超导部件",
        66, 17, 28, 4, 4, 2, 31, 4, (3, 2), 5, _money("486.10", "541.92", "602.35"),
        2700, 0.66, 0.12, 0.30, 0.70,
    ),
    PlatformPlan(
        "P09", "示范新材料研究院", "Demo Institute of New Materials", "新材料院", (),
        "研发型", "52", "city", "示范科技产业园", "cas_materials", "大材料",
        date(2019, 12, 19), date(2020, 9, 25), date(2021, 3, 18), ("battery", "steel"),
        "高性能纤维、隔膜涂层、功能薄膜", "电池与环保用功能材料",
        48, 11, 21, 2, 3, 1, 22, 5, (0, 2), 6, _money("603.44", "688.07", "795.12"),
        980, 0.58, 0.26, 0.55, 0.78,
    ),
    PlatformPlan(
        "P10", "示范智能电网创新中心", "Demo Innovation Centre for the Smart Grid", "电网中心", (),
        "孵化转化型", "91", "city", "示范电力装备园", "uni_power", "大电网",
        date(2020, 8, 14), date(2021, 4, 20), date(2021, 7, 6), ("grid",),
        "配电物联、柔性输电、储能变流", "输变电设备企业的新产品开发",
        34, 5, 14, 1, 2, 1, 8, 7, (0, 1), 6, _money("702.66", "884.95", "1043.81"),
        520, 0.40, 0.38, 0.74, 0.82,
    ),
    PlatformPlan(
        "P11", "示范现代农业研究院", "Demo Institute of Modern Farming", "农业院", (),
        "产业服务型", "52", "city", "示范农业科技园", "uni_farming", "大农业",
        date(2014, 10, 28), date(2015, 6, 8), date(2015, 9, 10), ("other",),
        "良种选育、智慧农机、农产品加工", "合作社与加工企业的技术服务",
        20, 4, 8, 1, 1, 0, 6, 3, (0, 1), 5, _money("288.30", "312.44", "305.72"),
        360, 0.36, 0.18, 0.88, 0.66,
    ),
    PlatformPlan(
        "P12", "示范特种钢材研究院", "Demo Institute of Special Steel", "特钢院", (),
        "孵化转化型", "52", "city", "示范新材料园", "uni_steel", "大钢铁",
        date(2015, 11, 5), date(2016, 10, 13), date(2017, 2, 20), ("steel",),
        "不锈钢连铸、耐蚀合金、短流程工艺", "钢铁企业的工艺改进",
        19, 3, 8, 1, 1, 1, 4, 3, (0, 1), 4, _money("398.75", "421.60", "377.18"),
        260, 0.38, 0.30, 0.80, 0.55,
    ),
    PlatformPlan(
        "P13", "示范氢能动力研究院", "Demo Institute of Hydrogen Power", "氢能院", (),
        "孵化转化型", "91", "city", "示范电力装备园", "uni_power", "大氢能",
        date(2022, 5, 17), date(2022, 9, 20), date(2022, 10, 12), ("battery", "equipment"),
        "燃料电池电堆、空压机、储氢瓶", "商用车与备用电源动力系统",
        18, 2, 8, 0, 1, 0, 2, 1, (0, 0), 2, _money("0", "148.36", "326.90"),
        640, 0.60, 0.50, 0.60, 0.74,
    ),
)

PARTNERS: dict[str, tuple[str, str, str, str]] = {
    # key: (name, family, theme, legal form prefix)
    "cas_energy": ("示范科学院能源所", "科学院系", "大储能", "12"),
    "cas_physics": ("示范科学院物理所", "科学院系", "大物理", "12"),
    "cas_materials": ("示范科学院材料所", "科学院系", "大材料", "12"),
    "uni_machines": ("示范理工大学", "高校系", "大制造", "12"),
    "uni_technology": ("示范工学院", "高校系", "大转移", "12"),
    "uni_city": ("示范建筑大学", "高校系", "大智慧", "12"),
    "uni_aviation": ("示范航空大学", "高校系", "大飞行", "12"),
    "uni_facility": ("示范综合大学", "高校系", "大装置", "12"),
    "uni_power": ("示范电力大学", "高校系", "大电网", "12"),
    "uni_farming": ("示范农业大学", "高校系", "大农业", "12"),
    "uni_steel": ("示范冶金大学", "高校系", "大钢铁", "12"),
    "city_fund": ("示范市国有创新投资公司", "地方国资", "资本", "91"),
}
# fmt: on

CLUSTERS: tuple[tuple[str, str, str, str], ...] = (
    ("battery", "动力电池", "Traction batteries", "2"),
    ("steel", "不锈钢", "Stainless steel", "2"),
    ("grid", "智能电网", "Smart grid", "2+2"),
    ("equipment", "智能装备", "Smart equipment", "2+2"),
    ("other", "其他特色产业", "Other industries", "2+2+X"),
)

# fmt: off
DIRECTIONS_EN: dict[str, tuple[str, str]] = {
    # code: (research direction, market direction)
    "P01": ("Solid-state and sodium-ion batteries, silicon anodes", "Battery materials and testing"),
    "P02": ("Chassis, electric drives and light structures of unmanned platforms",
            "Unmanned equipment for mines, parks and emergencies"),
    "P03": ("Methods of technology transfer, operation of intellectual property",
            "Technology brokerage, patent operation, diagnosis of firms"),
    "P04": ("Physics of battery materials, interfaces, advanced characterisation",
            "Characterisation of materials, joint research"),
    "P05": ("Applications of robots, digital production lines, in-line inspection",
            "Refitting of production lines in small firms"),
    "P06": ("Urban sensing, energy saving in buildings, traffic simulation", "Urban renewal, energy saving in parks"),
    "P07": ("Light aircraft, electric propulsion, composites", "General aviation and low-altitude use"),
    "P08": ("Facilities for extreme conditions, superconducting magnets, precision measurement",
            "Precision instruments and superconducting parts"),
    "P09": ("High-performance fibres, separator coatings, functional films",
            "Functional materials for batteries and the environment"),
    "P10": ("Distribution networks, flexible transmission, storage converters",
            "New products for makers of transmission equipment"),
    "P11": ("Breeding, smart farm machines, processing of produce",
            "Services to co-operatives and processing firms"),
    "P12": ("Continuous casting of stainless steel, corrosion-resistant alloys, short processes",
            "Process improvement in steel works"),
    "P13": ("Fuel-cell stacks, air compressors, hydrogen tanks", "Power systems for commercial vehicles and backup"),
}
PARKS: dict[str, tuple[str, str]] = {
    # name: (code, English name)
    "示范科技产业园": ("science-park", "Demo Science Park"),
    "示范智能装备园": ("equipment-park", "Demo Smart Equipment Park"),
    "示范城南新区": ("south-district", "Demo South District"),
    "示范航空产业园": ("aviation-park", "Demo Aviation Park"),
    "示范电力装备园": ("power-park", "Demo Power Equipment Park"),
    "示范农业科技园": ("farming-park", "Demo Farming Park"),
    "示范新材料园": ("materials-park", "Demo New Materials Park"),
}
# fmt: on
