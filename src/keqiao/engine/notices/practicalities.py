"""Materials, copies and ways of handing in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from keqiao.engine.notices.layout import NoticeLayout, small_number

_COPIES = re.compile(
    r"(?:(?P<what>重点项目|[^，。；、（(]{0,8})?)?一式(?P<number>\d{1,2}|[一二两三四五六七八九十])份"
)
_LETTER = re.compile(r"(?P<name>[\u4e00-\u9fff]{0,6}(?:推荐函|汇总表|推荐表|推荐名单|公函|报告))[（(]?$")
"""What those who recommend hand in besides the applications."""
_ONLINE = re.compile(
    r"(?:登录|登陆|通过|进入|在)[^，。“]{0,6}“(?P<name>[^”]{1,60})”|网址[：:]\s{0,4}(?P<address>[\w./:-]{1,80}\w)"
)
_NO_PAPER = re.compile(r"纸质(?:材料|件)?[^，。；]{0,4}(?:无需|不需|不用|免)")
_PAPER_TO = re.compile(
    r"(?:送(?:至|达|到)?|报送(?:至|到)?|寄(?:至|送至|到))(?P<to>[^，。；、（）]{1,20}(?:处|科|室|中心|办|窗口|局))"
)
_LIST_OF_MATERIALS = re.compile("材料|附件|清单")
_POINT = re.compile(r"(?:^|(?<=[；。：]))\s{0,4}\d{1,2}[.．、]\s{0,4}(?P<text>[^；。]{1,60})")
_ANNEX_MATERIAL = re.compile("(?:表|书|函|清单|承诺)(?:（[^）]{0,60}）)?$")


@dataclass(frozen=True)
class HandingIn:
    """How material is handed in. ``paper`` None: the text does not say."""

    online: str | None
    paper: bool | None
    paper_to: str | None


def copies_of(notice: NoticeLayout) -> dict[str, int]:
    """How many copies: ``default``, and of what the text says otherwise."""
    copies: dict[str, int] = {}
    for passage in notice.body:
        for match in _COPIES.finditer(passage.text):
            what = match["what"] or ""
            letter = _LETTER.search(passage.text[: passage.text.index("一式", match.start())])
            if letter:
                copies.setdefault(
                    re.sub("^.*(?:并|将|和|及|附)", "", letter["name"]), small_number(match["number"])
                )
                continue
            special = what if what.endswith("项目") and "材料" not in what else "default"
            copies.setdefault(special, small_number(match["number"]))
    return copies


def materials_of(notice: NoticeLayout) -> list[str]:
    """The points of a section about materials, else the annexes that are forms, letters or lists."""
    materials: list[str] = []
    for passage in notice.body:
        if not _LIST_OF_MATERIALS.search(passage.heading):
            continue
        for point in _POINT.finditer(passage.text):
            text = re.sub("（[^）]{0,60}）", "", point["text"]).strip()
            materials += [part for part in text.split("、") if part]
    return materials or [
        re.sub("（[^）]{0,60}）", "", annex).strip("《》")
        for annex in notice.annexes
        if _ANNEX_MATERIAL.search(annex)
    ]


def handing_in(notice: NoticeLayout) -> HandingIn:
    """Where material goes, online and on paper."""
    body = "\n".join(passage.text for passage in notice.body)
    online, to = _ONLINE.search(body), _PAPER_TO.search(body)
    paper = False if _NO_PAPER.search(body) else True if re.search("纸质|书面材料|装订", body) else None
    return HandingIn(
        (online["name"] or online["address"]) if online else None,
        paper,
        to["to"] if to and paper is not False else None,
    )
