"""Keqiao (科桥): innovation platforms run, evaluated and served, every figure traceable to its fact."""

__version__ = "1.0.0"
