"""Figures as Chinese official prose says them: what each claims, and whether those of one text agree."""

from keqiao.engine.phrases.facts import SourceFact
from keqiao.engine.phrases.inner_check import InnerCheck
from keqiao.engine.phrases.phrase import Bounds, Phrase, TextLint
from keqiao.engine.phrases.reader import ProseReading, read
from keqiao.engine.phrases.sources import numbered_lines, paragraphs_of, text_paragraphs
from keqiao.engine.phrases.verification import ProseVerification, VerifiedFigure
from keqiao.engine.phrases.verification import verify as verify_paragraphs
from keqiao.engine.phrases.word_text import ProseParagraph, word_paragraphs

__all__ = [
    "Bounds",
    "InnerCheck",
    "Phrase",
    "ProseParagraph",
    "ProseReading",
    "ProseVerification",
    "SourceFact",
    "TextLint",
    "VerifiedFigure",
    "numbered_lines",
    "paragraphs_of",
    "read",
    "text_paragraphs",
    "verify_paragraphs",
    "word_paragraphs",
]
