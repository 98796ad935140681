"""What the head of a notice says: kind, level, year and batch, the document that it forwards, rests on or amends."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from keqiao.engine.notices.layout import NoticeLayout, small_number
from keqiao.engine.notices.moments import moments

_DOC_NO = r"[\u4e00-\u9fff]{1,12}[〔\[]\s{0,4}(?:19|20)\d{2}\s{0,4}[〕\]]\s{0,4}\d{1,12}\s{0,4}号"
_FORWARDED = re.compile(r"转发.*?《(?P<title>.+?)》的(?:通知|函)")
_NUMBERED = re.compile(rf"《[^《》]{{1,60}}》\s{{0,4}}[（(](?P<number>{_DOC_NO})")
_BASIS = re.compile(
    rf"(?:根据|依据|按照|按)[^。]{{0,60}}?《[^《》]{{1,60}}》\s{{0,4}}[（(](?P<number>{_DOC_NO})[）)]"
)
_AMENDS = re.compile(r"延长|延期|顺延|更正|补充通知|调整|变更")
_AMENDED = re.compile(
    r"《(?P<title>[^《》]{1,60})》[（(](?P<day>[^（）()]{0,60}?\d{1,2}月\d{1,2}日)[^（）()]{0,60}[）)]"
)
_STILL_BY = re.compile(
    rf"仍按[^。]{{0,10}}《(?P<title>[^《》]{{1,60}})》\s{{0,4}}(?:[（(](?P<number>{_DOC_NO})[）)])?[^。]{{0,6}}执行"
)
_PASSED_ON = re.compile(
    rf"将《(?P<title>[^《》]{{1,80}})》\s{{0,4}}(?:[（(](?P<number>{_DOC_NO})[^（）()]{{0,20}}[）)])?[^。]{{0,12}}转发"
)
_AMENDED_BY_NUMBER = re.compile(
    rf"《(?P<title>[^《》]{{2,60}}(?:通知|公告|通告))》\s{{0,4}}[（(](?P<number>{_DOC_NO})"
)
_BATCH = re.compile(r"第(?P<number>\d{1,3}|[一二三四五六七八九十]{1,3})批")
_YEAR = re.compile(r"(?P<year>20\d{2})年度?")
_ISSUER = re.compile(
    r"[\u4e00-\u9fff]{1,30}?(?:局|厅|委员会|委|办公室|部|政府|党委|中心|领导小组)(?=\s|$|关于)"
)


@dataclass(frozen=True)
class NoticeHeading:
    """The head of a notice. Fields that the text does not tell stay empty."""

    kind: str
    domain: str
    level: str
    subject: str
    subject_year: int | None
    batch: int | None
    issuers: list[str]
    applicants: list[str]
    forwards: dict[str, object] | None = None
    basis: list[str] = field(default_factory=list)
    amends: dict[str, object] | None = None


def heading_of(notice: NoticeLayout) -> NoticeHeading:
    """Read the head from the title and the first paragraphs."""
    title = notice.title
    body = "\n".join(passage.text for passage in notice.body)
    forwarded = _FORWARDED.search(title)
    thing = forwarded["title"] if forwarded else title
    year, batch = _year_of(thing, notice.issued_on), _BATCH.search(thing)
    issuers = notice.issuers or _issuers(title.split("关于")[0])
    from_whom = _issuers(thing.split("关于")[0]) if forwarded else issuers
    number = _NUMBERED.search(body) if forwarded else None
    passed_on = None if forwarded or "转发" not in title else _PASSED_ON.search(body)
    if passed_on:
        from_whom = _issuers(passed_on["title"].split("关于")[0]) or from_whom
    return NoticeHeading(
        kind=_kind(thing),
        domain="人才" if re.search("人才|英才|双创(?:计划|博士)", thing) else "",
        level=_level(from_whom, thing),
        subject=_subject(thing),
        subject_year=year,
        batch=small_number(batch["number"]) if batch else None,
        issuers=issuers,
        applicants=_applicants(notice, body),
        forwards={
            "title": forwarded["title"],
            "doc_no": number["number"].replace(" ", "") if number else None,
            "issuers": from_whom,
        }
        if forwarded
        else _document(passed_on, from_whom)
        if passed_on
        else None,
        basis=[match["number"].replace(" ", "") for match in _BASIS.finditer(body)],
        amends=_amended(notice, body) if _AMENDS.search(title) else None,
    )


def _year_of(thing: str, issued_on: date | None) -> int | None:
    """The year that the title is about; of several without 年度 (2023年认定的…复核及2026年…认定) the one of issue."""
    years = [int(match["year"]) for match in _YEAR.finditer(thing)]
    named = [int(match["year"]) for match in _YEAR.finditer(thing) if match.group().endswith("度")]
    if len(set(years)) > 1 and not named and issued_on is not None and issued_on.year in years:
        return issued_on.year
    return next(iter(named or years), None)


def _document(match: re.Match[str], issuers: list[str]) -> dict[str, object]:
    """The document that a paragraph passes on."""
    number = match["number"].replace(" ", "") if match["number"] else None
    return {"title": match["title"], "doc_no": number, "issuers": issuers}


def _issuers(text: str) -> list[str]:
    return [
        name for part in re.split(r"[\s\u3000、]{1,20}", text) if part for name in _ISSUER.findall(part) or []
    ]


def _kind(thing: str) -> str:
    if re.search("兑现|兑付|创新券|奖补|后补助|贴息|补贴|补助|奖励", thing):
        return "资金"
    if re.search("项目|课题|人才|英才|揭榜|计划", thing):
        return "项目"
    if re.search(
        "认定|评估|评价|备案|入库|复核|中心|平台|企业|基地|实验室|园区|孵化器|名单|工厂|集群|车间|小巨人|瞪羚|独角兽|试点|示范(?!市|区|县|省)|称号|联合体",
        thing,
    ):
        return "资质"
    return "资金" if re.search("资金|贷款", thing) else "政策"


def _level(issuers: list[str], thing: str) -> str:
    names = " ".join(issuers) or thing
    for mark, level in (
        ("国家|工业和信息化部|科学技术部|科技部|工信部|财政部|国务院", "国家"),
        ("省|自治区", "省"),
        ("市", "市"),
        ("[县区]", "县区"),
    ):
        if re.search(mark, names):
            return level
    return ""


def _subject(thing: str) -> str:
    text = re.sub(r"^.*?关于", "", thing)
    text = re.sub(r"^转发.{0,12}?(?:省|市|部|委|厅|局)(?:办公[厅室])?(?=20\d{2}|关于|组织|开展)", "", text)
    text = re.sub(r"^(?:组织|开展|做好|启动|征集|申报|延长|推荐|开放|兑现|兑付|调整|更正|转发)+", "", text)
    text = re.sub(r"20\d{2}年度?|（?第[一二三四五六七八九十\d]+批）?", "", text)
    return re.sub(
        r"(?:申报|认定|评审|推荐|兑现|征集|常态化|工作|截止|时间|有关|的|组织|并更正|内容|补充){0,8}(?:通知|公告|函|通告)?$",
        "",
        text,
    )


def _applicants(notice: NoticeLayout, body: str) -> list[str]:
    text = notice.addressees + body
    names = ("企业", "高校", "科研院所", "新型研发机构", "重点科创平台", "医疗机构", "社会组织", "个人")
    return [
        name
        for name in names
        if re.search(
            rf"{name}[^。]{{0,30}}(?:申报|限报|兑现|申请|依托)|(?:依托|申报)[^。]{{0,30}}{name}", text
        )
    ]


def _amended(notice: NoticeLayout, body: str) -> dict[str, object] | None:
    match = _AMENDED.search(body) or _AMENDED.search(notice.title)
    if match is None:
        numbered = _AMENDED_BY_NUMBER.search(body)
        if numbered:
            return {
                "title": numbered["title"],
                "doc_no": numbered["number"].replace(" ", ""),
                "issued_on": None,
            }
        still = _STILL_BY.search(body)
        return {"title": still["title"], "doc_no": still["number"], "issued_on": None} if still else None
    day: date | None = next((moment.day for moment in moments(match["day"], None)), None)
    return {"title": match["title"], "issued_on": day}
