"""A scheme in plain words that an official can read and sign, in Chinese or English."""

from keqiao.engine.schemes.explaining.document import explain_scheme

__all__ = ["explain_scheme"]
