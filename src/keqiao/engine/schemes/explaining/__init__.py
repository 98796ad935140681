"""A scheme in plain words that an official can read and sign, in Chinese or English."""

from keqiao.engine.schemes.explaining.document import explain_scheme, indicator_in_words, scoring_in_words

__all__ = ["explain_scheme", "indicator_in_words", "scoring_in_words"]
