"""Numbers in a text that are no figures: dates, numbers of documents, telephones, standards, ordinals, names."""

from __future__ import annotations

import re

from keqiao.engine.phrases.phrase import TextLint
from keqiao.engine.phrases.vocabulary import COUNTED

_CN = "一二三四五六七八九十"
_YEAR_DIGITS = "〇零一二三四五六七八九"

_REFERENCES = [
    r"https?://\S+|(?:(?<!\d)\d{1,4} ){0,4}[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:[a-z][\w-]*\.)+[a-z]{2,}",
    # Dates and times of the day.
    r"(?<!\d)(?:19|20)\d{2}\s*[-/.]\s*\d{1,2}(?:\s*[-/.]\s*\d{1,2})?(?!\s?[\d万亿元%‰倍家人件项个亩吨])",
    r"(?<!\d)(?:19|20)\d{2}(?:年?\s*[—\-–～~至到、]+\s*(?:19|20)\d{2})*\s*(?:年度|年|财年)(?:第?[一二三四1-4]个?季度|[上下]半年)?",
    rf"[{_YEAR_DIGITS}]{{4}}年",
    r"(?<!\d)\d{1,2}\s*(?:月|月份)?\s*[—\-–～至到]+\s*\d{1,2}\s*月(?:份)?",
    rf"(?<!\d)(?:\d{{1,2}}|[{_CN}]{{1,3}})\s*月(?:份|底|末|初|中旬|上旬|下旬)?\s*(?:(?:\d{{1,2}}|[{_CN}]{{1,3}})\s*[日号])?(?:\s*[—\-–～至到]+\s*(?:\d{{1,2}}\s*月)?\s*\d{{1,2}}\s*[日号])?",
    r"(?<!\d)\d{1,2}\s*[日号](?=前|后|起|至|止|下班|上午|下午|\d{1,2}[:时点]|（|\()",
    r"(?<![\d比为])\d{1,2}:\d{2}(?::\d{2})?(?!\d)|(?<!\d)\d{1,2}\s*[时点]\d{1,2}分?|(?<!\d)\d{1,2}\s*[时点](?=前|后|整|\d|以|，|。|$)",
    # Proportions of more than two parts (4:3:3): neither a time nor a figure.
    r"(?<![\d:])\d+(?:\.\d+)?(?:\s?:\s?\d+(?:\.\d+)?){2,}(?![\d:])",
    rf"(?:[上下前后]|头)(?:\d+|[{_CN}两]+)(?:个)?(?:年|季度|月|周|天|批|届|期|项|款|条|类)",
    rf"近(?:\d+|[{_CN}两]+)(?:个)?(?:年|季度|月|周|天|日)",
    rf"(?:未来|今后|过去|每|连续|为期|历时|历经|经过)(?:\d+|[{_CN}两]+)(?:个)?(?:年|季度|月|周|天)",
    rf"(?:\d+|[{_CN}两]+)(?:个)?(?:年|季度|月|周|天|日)(?:内|间|来|后|前|期|以来|之内|之后|来|累计|合计)",
    rf"(?:\d+|[{_CN}两]+)(?:年|个月|月|天|周)半|(?:\d+|[{_CN}两]+)个半(?:年|月|小时|天)",
    rf"[{_CN}两]+(?:个)?(?:年|季度|月|周|天|日)(?!以|左|多)",
    r"(?:\d+)年(?=翻|增长|提高|行动|规划|计划|目标)",
    r"第?[一二三四1-4]个?季度",
    # Numbers of documents, standards, telephones, places in lists.
    r"[〔\[（(]\s*(?:19|20)\d{2}\s*[〕\]）)]\s*第?\s*\d+\s*号?|第?\s*\d+\s*号(?:文件?|令|公告)?",
    r"[A-Z]{1,6}(?:/[A-Z]{1,3})?\s?\d[\d.]*(?:\s*[—\-–]\s*(?:19|20)\d{2})?(?![\d.]*\s?(?:%|家|人|件|项|个|万|亿|元|吨|倍))",
    r"(?<!\d)0\d{2,3}\s*[-—–]?\s*\d{3,4}\s?\d{4}(?:[-—转]\d+)?|(?<![\d.])1[3-9]\d{9}(?!\d|\.\d|\s?[%‰万亿元])|(?<!\d)(?:123\d{2}|1[12][02-9]|400[-—]?\d{3}[-—]?\d{4})(?=热线|平台|电话)",
    r"(?:电话|传真|手机|热线|邮编|账号|编号|代码)[：:]?\s*[\d\s—\-–、,/转]+\d",
    r"(?<![\d.])\d{9,}(?!\d|\.\d|[万亿]?元|[%家人件项个名])",
    r"(?:附件|附表|附图|(?<![发代列报上])表|(?<![企地意])图|(?<![关备])注|(?<![存出])栏|专栏|(?<!案)例|版本)\s*\d+(?:[-—.]\d+)*(?!\s*[位名])"
    r"(?![\d.]*\s?(?:%|万|亿|余|多|篇|人|家|件|项|个百|头|只|次))|案例\s*\d+(?![\d.]*\s?(?:%|个|余|多|项|件|篇))|页\s*\d+",
    r"附件[：:]\s*\d{1,2}\s*[.．、](?!\d)",
    rf"第[{_CN}百零\d]+(?:批|届|次|条|款|项|章|节|编|期|轮|方|者|步|类|阶段|方面|产业|部分|页|个|人民|轮次|梯队|产)",
    rf"(?:[{_CN}]+届|(?<=人大)|(?<=政协)|(?<=常委会)|(?<=代表大会))[{_CN}]+次(?:全体)?(?:会议|全会|代表大会)?",
    r"(?m:^)\s*(?:[（(]\s*\d{1,2}\s*[）)]|\d{1,2}\s*[.．、)）])(?!\d)",
    rf"(?m:^)\s*[（(]?[{_CN}]+[）)、]",
    rf"[（(][{_CN}\d]{{1,3}}[）)]",
    rf"[{_CN}]+(?:是|要|看)(?=[^数])",
    # Names that hold numbers.
    r"[“\"'「]?\d(?:\s*\+\s*[\dXxNn])+[”\"'」]?|[“\"]\d{2,4}[”\"]|\+[XN]",
    rf"[“\"][{_CN}两百千万\d]+[”\"]?(?:五|年)?[^“”\"]{{0,6}}[”\"]",
    rf"“?[{_CN}]{{1,3}}五”?(?=规划|期间|时期|以来|末|开局|收官|”)",
    r"(?<![\d.])(?:985|211|863|973)(?=高校|工程|院校|大学|\s?计划)|[5-9]0后|\d[GgKkDd](?![A-Za-z])",
    r"[一二两三四五六七八九\d]位数|[两三四五]个(?=[百千万]亿)|三次(?=产业)",
    r"[一二三四五六七八九十百千万]+(?:人|家|强|企|才|英|众)(?:计划|工程|行动|榜|企业库|培育)",
    r"十分(?!之)|万分(?!之)|千方百计|一方面|统一|第一(?!位|名|的)(?=\w)|一体|一批|一定|一般|一流|一系列|一些|一步|一律|一直|一致|一起|一线|一类|一种|一样|"
    r"一站式|一件事|一企一策|一事一议|一带一路|三农|两会|两山|双一流|五位一体|四个全面|三化|三链|四链|五链|万一|一次性|一家亲|一盘棋|"
    r"一张图|一张网|一把手|一本账|一个(?=平台|问题|方面|重要|主要|关键|典型|突出|共同|整体|良好)|一条龙|一条(?=道路|路|新路)|一项(?=重要|系统|长期)|一位(?=负责人|专家|企业)|"
    r"一轮|一期|一届|一对一|一揽子|千家万户|万家灯火|五年规划|三审|二次(?=创业|开发|利用)|三维|二维|一把|一场(?=攻坚|硬仗)",
]
_PATTERN = re.compile("|".join(f"(?:{pattern})" for pattern in _REFERENCES))
_GLUED = re.compile(
    rf"(?<![\d—–-])(?:19|20)\d{{2}}(?:[1-9]\d?月|(?=[\u4e00-\u9fff])(?![年月日万亿千百余多度至到、]|{COUNTED}))"
)
"""20237月, 2023完成: a character of a date was lost on the way."""
_RELATIVE = re.compile(
    r"今年|本年|一年来|近(?:\d+|[一二两三四五六七八九十]+)年|(?<!年)(?<!度)[上下]半年|"
    r"(?<![较比与是为同于])(?:去年|上年|上一年)(?!同期|度?的\d|末)"
)


def references(text: str) -> list[tuple[int, int]]:
    """Places of what is no figure, in order and apart. ``text`` is narrow (see :func:`numerals.narrow`)."""
    places = [(match.start(), match.end()) for match in _GLUED.finditer(text)]
    places += [(match.start(), match.end()) for match in _PATTERN.finditer(text) if match.group()]
    apart: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(apart[-1][1], end))
        else:
            apart.append((start, end))
    return apart


def text_lints(text: str) -> list[TextLint]:
    """Dates that were glued together, and periods that only the writer's day tells."""
    lints = [TextLint(m.start(), m.end(), m.group(), "glued_date") for m in _GLUED.finditer(text)]
    lints += [TextLint(m.start(), m.end(), m.group(), "relative_period") for m in _RELATIVE.finditer(text)]
    return sorted(lints, key=lambda lint: lint.start)
