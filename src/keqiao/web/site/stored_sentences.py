"""Sentences kept with what never changes (a run, a fact), so that each reader gets them in the own language.

A kept sentence is a dictionary: ``template`` and ``values`` of a Message, values that are bilingual as
{"zh": …, "en": …}.
"""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.translation import get_language

from keqiao.language import Bilingual, Message
from keqiao.web.site.punctuation import labelled

Wording = dict[str, Any]


def wording_of(message: Message) -> Wording:
    """Return a message as plain data."""
    return {
        "template": message.template,
        "values": {key: _plain(value) for key, value in message.values.items()},
    }


def read(wording: Wording | str, language: str) -> str:
    """Return a kept sentence in `language`; text that is no kept sentence is returned as it is."""
    if not isinstance(wording, dict):
        return str(wording)
    text = sentence(wording).in_language(language)
    about = wording.get("about") or ""
    if not about:
        return text
    with translation.override("zh-hans" if language.startswith("zh") else "en"):
        return labelled(about, text)


def in_words(wording: Wording | Message | str) -> str:
    """Return a sentence, kept or not, or a text as a person wrote it, in the language of the page."""
    language = get_language() or "zh"
    return wording.in_language(language) if isinstance(wording, Message) else read(wording, language)


def sentence(wording: Wording) -> Message:
    """Return a kept sentence as the message it was."""
    values = {key: _restored(value) for key, value in wording.get("values", {}).items()}
    return Message(wording.get("template", ""), values)


def _plain(value: Any) -> Any:
    if isinstance(value, Bilingual):
        return {"zh": value.zh, "en": value.en}
    if isinstance(value, Message):
        return wording_of(value)
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)


def _restored(value: Any) -> Any:
    if isinstance(value, dict) and "template" in value:
        return Message(
            value["template"], {key: _restored(item) for key, item in value.get("values", {}).items()}
        )
    if isinstance(value, dict) and "zh" in value:
        return Bilingual(zh=value["zh"], en=value.get("en", ""))
    return value


def both(value: object) -> Bilingual:
    """Return how a row or a lazy text is called in both languages, to be kept in a sentence."""
    with translation.override("zh-hans"):
        zh = str(value)
    with translation.override("en"):
        en = str(value)
    return Bilingual(zh=zh or "—", en=en)
