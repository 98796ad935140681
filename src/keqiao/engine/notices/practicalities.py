"""Materials, copies, ways of handing in, and people to ask."""

from __future__ import annotations

import re
from dataclasses import dataclass

from keqiao.engine.notices.layout import NoticeLayout, small_number

_PHONE = re.compile(
    r"0\d{2,3}\s{0,4}[-—–－]\s{0,4}\d{3,4}\s?\d{4}|1[3-9]\d{9}|(?<!\d)\d{4}\s?\d{4}(?!\d)|(?<!\d)\d{7,8}(?!\d)"
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,60}@[\w-]{1,60}(?:\.[\w-]{1,60}){1,5}")
_CONTACT = re.compile("联系|咨询|电话|技术支持|业务邮箱")
_PERSON = re.compile(
    r"[\u4e00-\u9fff]{1,3}(?:老师|工程师|工|主任|处长|科长|同志|女士|先生)(?:、[\u4e00-\u9fff]{1,3}(?:老师|工|同志|女士|先生)){0,8}"
)
_COPIES = re.compile(
    r"(?:(?P<what>重点项目|[^，。；、（(]{0,8})?)?一式(?P<number>\d{1,2}|[一二两三四五六七八九十])份"
)
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
class NoticeContact:
    """One way to ask: the unit, a person where one is named, telephone and mail."""

    unit: str
    person: str
    phone: str
    email: str
    line: int


@dataclass(frozen=True)
class HandingIn:
    """How material is handed in. ``paper`` None: the text does not say."""

    online: str | None
    paper: bool | None
    paper_to: str | None


def contacts_of(notice: NoticeLayout) -> list[NoticeContact]:
    """Contacts in their order: each telephone with the unit or person that stands before it."""
    contacts: list[NoticeContact] = []
    for passage in notice.body:
        if not (_CONTACT.search(passage.heading) or _CONTACT.search(passage.text[:12])):
            continue
        unit = ""
        for part in re.split("[；;。]", passage.text):
            phones = list(_PHONE.finditer(part))
            email = _EMAIL.search(part)
            if not phones:
                if email and contacts and not contacts[-1].email:
                    contacts[-1] = NoticeContact(
                        contacts[-1].unit,
                        contacts[-1].person,
                        contacts[-1].phone,
                        email.group(),
                        contacts[-1].line,
                    )
                continue
            lead = re.sub(
                "^(?:[一二三四五六七八九十]{1,3}、)?(?:联系方式|联系人及电话|联系人|咨询电话|联系电话|业务咨询|咨询|电话)?[：:\\s]*",
                "",
                part[: phones[0].start()],
            )
            after = part[phones[-1].end() :]
            person = _PERSON.search(part[: phones[0].start()]) or _PERSON.search(after)
            names = re.search(
                r"(?:^|\s)(?P<names>[\u4e00-\u9fff]{1,3}(?:、[\u4e00-\u9fff]{1,3}){1,6})[，,\s]{0,4}$", lead
            )
            unit = re.split("[：:，,\\s（(]", lead.strip())[0] or unit
            if person is not None and unit == person.group():
                unit = ""
            if names and len(phones) == names["names"].count("、") + 1 and person is None:
                unit = re.sub(re.escape(names["names"]) + "[，,\\s]*$", "", lead).strip() or unit
                for name, phone in zip(names["names"].split("、"), phones, strict=True):
                    contacts.append(NoticeContact(unit, name, _plain(phone.group()), "", passage.line))
                continue
            for phone in phones:
                contacts.append(
                    NoticeContact(
                        unit,
                        person.group() if person else "",
                        _plain(phone.group()),
                        email.group() if email else "",
                        passage.line,
                    )
                )
    return contacts


def _plain(phone: str) -> str:
    return re.sub(r"\s", "", re.sub("[—–－]", "-", phone))


def copies_of(notice: NoticeLayout) -> dict[str, int]:
    """How many copies: ``default``, and of what the text says otherwise."""
    copies: dict[str, int] = {}
    for passage in notice.body:
        for match in _COPIES.finditer(passage.text):
            what = match["what"] or ""
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
