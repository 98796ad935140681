"""What is wrong with a question about robustness: an unknown name, a factor that would do nothing."""

from __future__ import annotations

from keqiao.language import Message


class RobustnessError(Exception):
    """The factors or the table of parameters cannot be used; the message says which and what to do."""

    def __init__(self, sentence: Message) -> None:
        self.message = sentence
        super().__init__(str(sentence))

    def in_language(self, language: str) -> str:
        """The reason on one line, in ``language`` ("zh…" or "en…")."""
        return self.message.in_language(language)
