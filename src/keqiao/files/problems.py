"""Why a file from outside cannot be read: a kind, a sentence and a remedy."""

from __future__ import annotations

from keqiao.language import Message


class FileProblem(Exception):
    """A file, or one part of it, cannot be read. ``code`` names the kind; both sentences are shown to people.

    ``place``: the part of the file as people know it, such as the name of a sheet.
    """

    def __init__(self, code: str, sentence: Message, remedy: Message | None = None, place: str = "") -> None:
        self.code, self.sentence, self.remedy, self.place = code, sentence, remedy or Message(""), place
        super().__init__(self.in_language("en"))

    def in_language(self, language: str) -> str:
        """What is wrong and what to do, as one line."""
        gap = "" if language.startswith("zh") else " "
        remedy = self.remedy.in_language(language)
        return self.sentence.in_language(language) + (gap + remedy if remedy else "")
