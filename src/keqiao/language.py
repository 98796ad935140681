"""Text in two languages, for everything outside Django: schemes, engine findings, the command line.

Two kinds of text exist. :class:`Bilingual` is *data*: a name that a scheme's author wrote in Chinese and English.
:class:`Message` is *ours*: an English sentence with named values, translated through the gettext catalogue
``keqiao`` when it is shown, so that one finding can be printed in either language.
"""

from __future__ import annotations

import gettext
import locale
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Language = Literal["zh", "en"]
CATALOGUE = Path(__file__).parent / "locale"


class Bilingual(BaseModel):
    """A text in Chinese with its English; in YAML either ``{zh: …, en: …}`` or one plain string (Chinese only)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    zh: Annotated[str, Field(min_length=1, max_length=4000)]
    en: str = Field(default="", max_length=4000)

    @model_validator(mode="before")
    @classmethod
    def _from_plain_string(cls, value: Any) -> Any:
        return {"zh": value} if isinstance(value, str) else value

    def in_language(self, language: str) -> str:
        """The text in ``language`` ("zh…" or "en…"), Chinese where no English was written."""
        return self.zh if language.startswith("zh") or not self.en else self.en

    def __str__(self) -> str:
        return self.zh


@dataclass(frozen=True)
class Message:
    """One sentence of ours: an English template with ``{named}`` values, translated when shown.

    Values may themselves be :class:`Bilingual` or :class:`Message`; they are shown in the same language.
    """

    template: str
    values: dict[str, Any] = field(default_factory=dict)

    def in_language(self, language: str) -> str:
        """The sentence in ``language`` ("zh…" or "en…")."""
        values = {
            key: value.in_language(language) if isinstance(value, Bilingual | Message) else value
            for key, value in self.values.items()
        }
        template = translations(language).gettext(self.template) if self.template else ""
        return template.format(**values)

    def __str__(self) -> str:
        return self.in_language("en")


def message(template: str, /, **values: Any) -> Message:
    """Mark ``template`` for translation and bind its values; the extraction keyword for Babel."""
    return Message(template, values)


def with_codes(parts: Iterable[tuple[Bilingual, str]]) -> Bilingual:
    """Things in Chinese by name with the code beside it (营业收入（revenue）、研发人员), in English by code."""
    pairs = list(parts)
    zh = [name.zh if name.zh == code else f"{name.zh}（{code}）" for name, code in pairs]
    return Bilingual(zh="、".join(zh), en=", ".join(code for _name, code in pairs))


@lru_cache(maxsize=4)
def translations(language: str) -> gettext.NullTranslations:
    """The catalogue for ``language``; English is the language of the templates themselves."""
    if not language.startswith("zh"):
        return gettext.NullTranslations()
    return gettext.translation("keqiao", CATALOGUE, languages=["zh_Hans"], fallback=True)


def language_of_environment() -> Language:
    """Chinese when the environment's locale is Chinese, else English (POSIX order LC_ALL, LC_MESSAGES, LANG)."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    return "zh" if (locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")) else "en"
