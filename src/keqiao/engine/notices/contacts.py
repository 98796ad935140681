"""People to ask about a notice: each telephone with the unit and the persons that stand beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from keqiao.engine.notices.layout import NoticeLayout

_PHONE = re.compile(
    r"(?:[（(]\s?0\d{2,3}\s?[）)]\s{0,4}|(?<!\d)0\d{2,3}\s{0,4}[-—–－]\s{0,4})\d{3,4}\s?\d{4}(?:\s{0,4}转\s{0,4}\d{1,6}|-\d{1,6})?(?!\d)"
    r"|(?<!\d)1[3-9]\d{9}(?!\d)"
    r"|(?<!\d)[48]00\s{0,4}[-—–－]?\s{0,4}\d{3}\s{0,4}[-—–－]?\s{0,4}\d{4}(?!\d)"
    r"|(?<!\d)(?:\d{4}\s?\d{4}|\d{7,8})(?:\s{0,4}转\s{0,4}\d{1,6}|-\d{1,6})?(?!\d)"
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,60}@[\w-]{1,60}(?:\.[\w-]{1,60}){1,5}", re.ASCII)
_ABOUT_CONTACT = re.compile("联系|咨询|电话|技术支持|业务邮箱")
_LABEL = re.compile(
    "联系方式|联系人及(?:联系)?电话|联系人|(?:联系|咨询|业务|办公|监督)?电话|(?:业务|技术|政策)?咨询(?!电话)|手机|传真|(?:电子)?(?:邮箱|邮件)|QQ群?"
)
_TITLED = re.compile(r"[\u4e00-\u9fff]{1,3}(?:老师|工程师|工|主任|处长|科长|同志|女士|先生)")
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖"
    "贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤施季费凌景路樊"
)
_UNIT_ENDS = tuple("局处科室办部厅委区县市镇院所会组站中心")


@dataclass(frozen=True)
class NoticeContact:
    """One way to ask: the unit, a person where one is named, telephone and mail."""

    unit: str
    person: str
    phone: str
    email: str
    line: int


def contacts_of(notice: NoticeLayout) -> list[NoticeContact]:
    """Contacts in their order. A person in a line before the telephone's is the one to ask there."""
    contacts: list[NoticeContact] = []
    named: tuple[str, list[str]] = ("", [])
    for passage in notice.body:
        if not (_ABOUT_CONTACT.search(passage.heading) or _ABOUT_CONTACT.search(passage.text)):
            continue
        unit = ""
        for part in re.split("[；;。]", passage.text):
            phones, email = list(_PHONE.finditer(part)), _EMAIL.search(part)
            if phones:
                read = _of_part(part, phones, unit, named, passage.line)
                unit, named = read[-1].unit, ("", [])
                mail = email.group() if email else ""
                contacts += [replace(contact, email=mail) for contact in read]
            elif email and contacts and not contacts[-1].email:
                contacts[-1] = replace(contacts[-1], email=email.group())
            elif "联系人" in part:
                named = _named(part)
    return contacts


def _of_part(
    part: str, phones: list[re.Match[str]], unit: str, named: tuple[str, list[str]], line: int
) -> list[NoticeContact]:
    """The contacts of a part of a paragraph; as many persons as telephones stand in the same order."""
    of_lead, persons = _named(part[: phones[0].start()])
    unit = of_lead or named[0] or ("" if persons else unit)
    persons = persons or named[1] or _named(f"联系人{part[phones[-1].end() :]}")[1]
    numbers = [_plain(phone.group()) for phone in phones]
    if len(persons) == len(numbers) > 1:
        return [
            NoticeContact(unit, name, number, "", line) for name, number in zip(persons, numbers, strict=True)
        ]
    rows = [NoticeContact(unit, "、".join(persons), numbers[0], "", line)]
    for before, phone, number in zip(phones, phones[1:], numbers[1:], strict=False):
        between = _named(part[before.end() : phone.start()])
        rows.append(
            NoticeContact(
                between[0] or rows[-1].unit,
                "、".join(between[1]) or ("" if between[0] else rows[-1].person),
                number,
                "",
                line,
            )
        )
    return rows


def _named(text: str) -> tuple[str, list[str]]:
    """The unit and the persons among the words before a telephone."""
    of_persons = "联系人" in text
    bare = _EMAIL.sub("", re.sub("^[一二三四五六七八九十]{1,3}、", "", text.strip()))
    words = [word for word in re.split(r"[\s，,：:、（）()/]", _LABEL.sub("，", bare)) if word]
    unit, persons = "", []
    for at, word in enumerate(words):
        if _TITLED.fullmatch(word) or (_is_name(word) and (at or of_persons)):
            persons.append(word)
        elif not unit and re.search(r"[\u4e00-\u9fff]", word):
            unit = word
    return unit, persons


def _is_name(word: str) -> bool:
    return (
        1 <= len(word) <= 3
        and word[0] in _SURNAMES
        and bool(re.fullmatch(r"[\u4e00-\u9fff]+", word))
        and not (len(word) > 1 and word.endswith(_UNIT_ENDS))
    )


def _plain(phone: str) -> str:
    """The number without blanks, with - after the area code."""
    plain = re.sub(r"\s", "", re.sub("[—–－]", "-", phone))
    return re.sub(r"^[（(](\d{3,4})[）)]", r"\1-", plain)
