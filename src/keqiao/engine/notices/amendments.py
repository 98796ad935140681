"""What a supplementary notice changes in an earlier one: moments, wordings, additions."""

from __future__ import annotations

import re
from dataclasses import dataclass

from keqiao.engine.notices.layout import NoticeLayout
from keqiao.engine.notices.moments import moments

_CORRECTED = re.compile(
    r"(?P<place>[^。；]{0,60}?)“(?P<before>[^”]{1,60})”(?:更正|修改|调整|变更|修订|改)为“(?P<after>[^”]{1,60})”"
)
_ADDED = re.compile(
    r"(?P<place>第[^，。；]{1,20}?)增加[一二两三\d]{1,20}(?:项|条|款)[：:]\s{0,4}(?:[（(][^）)]{0,60}[）)])?(?P<text>[^。；]{1,60})"
)

_CHANGED = re.compile(
    r"(?:^|[，。；、）])(?P<place>[^，。；“”\d]{2,40}?)(?:由|从)(?P<before>[^，。；“”]{1,30}?)(?:提高|提升|增加|上调|调整|调高|降低|降|下调|调减|变更|更正|修改)(?:到|至|为)(?P<after>[^，。；“”]{1,30})"
)
_REMOVED = re.compile(r"(?:删除|取消|删去)(?P<place>[^，。；“”]{0,40}?)“(?P<before>[^”]{1,60})”")
_PLACE = re.compile("^[，、将把及和\\s]{1,4}|(?:中|的)$")


@dataclass(frozen=True)
class Amendment:
    """One change of wording; ``before`` is empty for an addition, ``after`` for what is struck out."""

    place: str
    before: str
    after: str
    line: int


def changes_of(notice: NoticeLayout) -> list[Amendment]:
    """Corrections (“…”更正为“…”) and additions (增加一项：…) in their order."""
    changes = []
    for passage in notice.body:
        place = ""
        for match in _CORRECTED.finditer(passage.text):
            place = _PLACE.sub("", match["place"].strip()) or place
            changes.append(Amendment(place, match["before"], match["after"], passage.line))
        changes += [
            Amendment(match["place"].strip(), match["before"].strip(), match["after"].strip(), passage.line)
            for match in _CHANGED.finditer(passage.text)
            if re.search(r"\d", match["before"]) and not moments(match["before"], None)
        ]
        changes += [
            Amendment(_PLACE.sub("", match["place"].strip()), match["before"], "", passage.line)
            for match in _REMOVED.finditer(passage.text)
        ]
        changes += [
            Amendment(match["place"].strip(), "", match["text"].strip(), passage.line)
            for match in _ADDED.finditer(passage.text)
        ]
    return changes
