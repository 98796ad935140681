"""What must not stand in a text that others read: marks of state secrets anywhere; ways to reach a person in what is
public; and, where the name is hidden, what tells whose it is.

Known names are searched for exactly, nothing is guessed: an owner reads which words gave it away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from keqiao.engine.matching.text import normalised
from keqiao.web.exchange.models import Disclosure, Posting

TEXTS = ("title", "body", "detail", "confidential", "constraint", "tried", "chain_node", "decider", "contact")
PUBLIC_TEXTS = ("title", "body", "constraint", "chain_node")
"""What everybody reads of an open posting; the points of an offer besides."""

_SECRECY = re.compile(
    r"(?:绝密|机密|秘密)\s{0,8}[★☆*]|密级\s{0,8}[::]?\s{0,8}(?:绝密|机密|秘密)|[★☆]\s{0,8}(?:绝密|机密|秘密)"
    r"|(?:绝密|机密|秘密)级|(?:^|\n)\s{0,8}(?:绝密|机密|秘密)\s{0,8}(?:\n|$)|国家秘密|\b(?:top secret|state secret)\b"
)
_TELEPHONE = re.compile(
    r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}(?!\d)|(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)"
)
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,60}(?:\.[\w-]{1,60}){1,8}")
_SITE = re.compile(r"(?:https?://|www\.)[\w./-]+|\b[a-z0-9-]+\.(?:com|cn|net|org)\b")
_PATENT = re.compile(r"(?:zl|cn)\s?\d{7,13}(?:\.[\dx])?(?:\s?[abcu]\d?)?|(?<!\d)(?:19|20)\d{10}\.[\dx]")
_ADDRESS = re.compile(
    r"[\u4e00-\u9fff]{1,8}(?:路|街|大道|巷|弄)\s*\d+\s*号|[\u4e00-\u9fff]{2,8}(?:产业园|工业园|科技园)\s*\d+\s*[号栋幢]"
)
_BRAND = re.compile(r"[\w\u4e00-\u9fff]{1,12}\s*[®™]|[“\"「][^”\"」]{1,12}[”\"」]\s*牌")
_FORMS = re.compile(r"(?:股份|集团|科技|技术)?(?:有限责任公司|有限公司|公司|集团|研究院|研究所)$")
SHORTEST_NAME = 2


def check_texts(posting: Posting) -> None:
    """Raise ValidationError by field, naming the words, where a text says what it must not."""
    errors: dict[str, list[str]] = {}
    for name, text in _texts(posting, TEXTS):
        if match := _SECRECY.search(normalised(text)):
            errors.setdefault(name, []).append(
                _("“%(words)s” is a mark of a state secret. Nothing classified may be entered here.")
                % {"words": _cut(text, match)}
            )
    hidden = posting.disclosure != Disclosure.PUBLIC
    for name, text in _texts(posting, PUBLIC_TEXTS):
        plain = normalised(text)
        for pattern in (_TELEPHONE, _MAIL):
            if match := pattern.search(plain):
                errors.setdefault(name, []).append(
                    _("Everybody reads this: move “%(words)s” to contact person and telephone.")
                    % {"words": _cut(text, match)}
                )
        if hidden:
            errors.setdefault(name, []).extend(
                _("The name is hidden, but “%(words)s” tells it: leave it out.") % {"words": words}
                for words in _telling(posting, text)
            )
    refused = {name: words for name, words in errors.items() if words}
    if refused:
        raise ValidationError(refused)


def _texts(posting: Posting, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for name in names:
        text = getattr(posting, name, "")
        if text:
            yield name, str(text)
    for point in getattr(posting, "points", ()):
        yield "points", str(point)


def _telling(posting: Posting, text: str) -> Iterator[str]:
    """The words of a text that tell whose it is."""
    plain = normalised(text)
    for name in own_names(posting):
        if (start := plain.find(normalised(name))) >= 0:
            yield text[start : start + len(name)]
            break
    for pattern in (_PATENT, _BRAND, _SITE, _ADDRESS):
        if match := pattern.search(plain):
            yield _cut(text, match)


def own_names(posting: Posting) -> list[str]:
    """What the owner is called: names, code, aliases, and its name without the legal form; longest first."""
    owner = posting.organisation
    aliases = list(owner.aliases.current().values_list("name", flat=True))
    names = {owner.name, owner.name_en, owner.usci or "", *aliases}
    names |= {_FORMS.sub("", name) for name in (owner.name, *aliases)}
    platform = getattr(owner, "platform", None)
    if platform is not None:
        names |= {platform.short_name, platform.short_name_en}
    return sorted((name for name in names if len(name.strip()) >= SHORTEST_NAME), key=len, reverse=True)


def _cut(text: str, match: re.Match[str]) -> str:
    """The words as they were written: a normalised text is as long as the text."""
    return text[match.start() : match.end()].strip()
