"""Returns for programs: collections, forms, every action on them; the same rules and reasons as the pages."""

from keqiao.web.returns.api.collections import collections
from keqiao.web.returns.api.forms import forms

__all__ = ["collections", "forms"]
