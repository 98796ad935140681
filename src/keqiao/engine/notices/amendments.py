"""What a supplementary notice changes in an earlier one: moments, wordings, additions."""

from __future__ import annotations

import re
from dataclasses import dataclass

from keqiao.engine.notices.layout import NoticeLayout

_CORRECTED = re.compile(
    r"(?P<place>[^。；]{0,60}?)“(?P<before>[^”]{1,60})”(?:更正|修改|调整|变更)为“(?P<after>[^”]{1,60})”"
)
_ADDED = re.compile(
    r"(?P<place>第[^，。；]{1,20}?)增加[一二两三\d]{1,20}(?:项|条|款)[：:]\s{0,4}(?:[（(][^）)]{0,60}[）)])?(?P<text>[^。；]{1,60})"
)


@dataclass(frozen=True)
class Amendment:
    """One change of wording; ``before`` is empty for an addition."""

    place: str
    before: str
    after: str
    line: int


def changes_of(notice: NoticeLayout) -> list[Amendment]:
    """Corrections (“…”更正为“…”) and additions (增加一项：…) in their order."""
    changes = []
    for passage in notice.body:
        changes += [
            Amendment(match["place"].strip(), match["before"], match["after"], passage.line)
            for match in _CORRECTED.finditer(passage.text)
        ]
        changes += [
            Amendment(match["place"].strip(), "", match["text"].strip(), passage.line)
            for match in _ADDED.finditer(passage.text)
        ]
    return changes
