"""Who has to act by a deadline: named in its clause, after it, by its item (（二）县级初审), or by what is done."""

from __future__ import annotations

import re

from keqiao.engine.notices.layout import NoticeLayout, Passage

_OFFICES = (
    "(?:科技|工信|经信|工业和信息化|人社|发改|财政|商务|农业农村|科学技术|经济发展|经发|教育)"
    "(?:主管)?(?:局|委|厅|部门)"
)
_DISTRICTS = (
    "(?:辖?[县市区][（(][县市区、]{1,5}[）)]|设区市|县市区|县区|区县|市县|[县市区]|"
    "板块|镇街?|街道|园区|高新区|开发区|功能区)"
)
_ROLE = re.compile(
    rf"各?{_DISTRICTS}?{_OFFICES}|各?{_DISTRICTS}?(?:委组织部|人才办)|(?:我|市|省|区|县)(?:局|厅|委|办)(?=于|将|在|拟|组织|会同|对)|各?板块|"
    r"各?推荐单位|各?(?:市直)?主管部门|各?归口(?:管理)?(?:部门|单位)|(?:在[\u4e00-\u9fff])?高校、科研院所|高校院所|各?(?:辖)?[县市区]{1,2}(?=审核|推荐|初审|汇总)|"
    r"(?:各?[县市区]{2,3}|各地|各?镇街|各?镇区|各?乡镇|各?街道|各?园区|各镇)(?:[（(][镇乡街道园区、]{1,12}[）)])?(?=于|应|在|将|要|须|请|负责|务必|统一)|"
    r"申报单位|申报企业|申报人|申请人|申请单位|用人单位|依托单位|承担单位|企业|项目单位|各?有关单位|(?:港澳台|境外)(?:申报|申请)?(?:单位|人)|揭榜方|发榜方|双方|揭榜单位|发榜单位|(?:各?合作|经办|各?承办|贷款)银行|(?:各?合作)?金融机构|(?:各?合作)?(?:担保|保险)机构|评价机构"
)
_SUBJECT = re.compile(
    r"(?:^|[，：])\s{0,4}(?:\d{1,2}\s{0,4}[.．、]|[（(][^（）()]{1,3}[）)])?\s{0,4}(?:请|由)?$"
)
"""Before a role with which a clause begins: it goes on acting in the clauses after it."""
_RECEIVER = re.compile("(?:[送报寄交]至?|[至到向给经与和])(?:[省市县区我]|国家)?$")
"""Before a role that something is handed to; it is not the one who acts."""
_ACTS_OF_THE_ISSUER = re.compile("(?:集中|统一)?(?:组织|评审|公示|公布|审定|立项|下达|拨付|发布|现场考察)")
_RECOMMENDS = re.compile("(?:项目|审核|网上)?推荐(?:截止|开始)?$")
"""Who applies does not recommend (项目推荐时间延至…)."""
_STEPS = (
    ("属地|县级|区级|县区|区县|各县|各区|初审|推荐", "县（市、区）主管部门"),
    ("市级|省级|审核|评审|复核|审定", ""),
)
_ITEMS = (("县级|区级|县区|区县|各县|各区", "县（市、区）主管部门"), ("市级|省级", ""))


def acting_role(
    passage: Passage,
    sentence: str,
    place: tuple[int, int],
    *,
    done: str,
    default: str,
    issuer: str,
    stop: int = -1,
) -> str:
    """Who acts around the moment at ``place`` of a sentence, not looking beyond ``stop`` after it.

    ``done`` says what is done by then. Without a name it is ``default``, or ``issuer`` for what only the issuer does
    (评审, 公示).
    """
    start, end = place
    begin = sentence.rfind("，", 0, start) + 1
    near = [match for match in _ROLE.finditer(sentence, begin, start) if not _receives(sentence, match)]
    if near:
        return _plain_role(near[0].group())
    reach = min(len(sentence) if stop < 0 else stop, end + 24)
    near = [match for match in _ROLE.finditer(sentence, end, reach) if not _receives(sentence, match)]
    if near:
        return _plain_role(near[0].group())
    item = re.split("[。：:，]", passage.item)[0]
    for words, role in _ITEMS:
        if re.search(words, item):
            return role or issuer
    if _ACTS_OF_THE_ISSUER.match(done):
        return issuer
    if _RECOMMENDS.search(done):
        return "推荐单位"
    before = [
        match for match in _ROLE.finditer(sentence, 0, begin) if _SUBJECT.search(sentence[: match.start()])
    ]
    return _plain_role(before[-1].group()) if before else default


def role_of_step(step: str, default: str, issuer: str) -> str:
    """Who takes a step of a procedure, by its name alone (企业自评, 属地初审, 市级审核)."""
    for words, role in _STEPS:
        if re.search(words, step):
            return role or issuer
    return issuer if _ACTS_OF_THE_ISSUER.search(step) else default


def issuer_of(notice: NoticeLayout) -> str:
    """The first of those who issued the notice."""
    return notice.issuers[0] if notice.issuers else "发文单位"


def is_applicant(role: str, default: str) -> bool:
    """Whether the role is that of whoever applies."""
    return role == default or role.startswith(("申报", "申请", "企业", "项目单位", "揭榜"))


def _receives(sentence: str, match: re.Match[str]) -> bool:
    return bool(_RECEIVER.search(sentence[max(match.start() - 5, 0) : match.start()]))


def _plain_role(role: str) -> str:
    return re.sub("^(?:各(?!地)|在[\u4e00-\u9fff](?=高校))", "", role)
