"""Whether what is shown is demonstration data: context of a page, a file or a job, never handed on.

The room that knows the region says so (it provides "site.demonstration"); while a request is answered it is asked once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponseBase

from keqiao.web.site.rooms import Registry

SOURCES: Registry[Callable[[], bool]] = Registry("site.demonstration")
_answers: ContextVar[list[bool] | None] = ContextVar("demonstration", default=None)
"""What was answered; None outside a request, where each question is put anew."""


def is_demonstration() -> bool:
    """Whether the figures of this installation are demonstration data, which every page, table and file must say."""
    answers = _answers.get()
    if answers is None:
        return _any_source()
    if not answers:
        answers.append(_any_source())
    return answers[0]


def _any_source() -> bool:
    return any(source() for source in SOURCES)


@contextmanager
def marked(*answer: bool) -> Iterator[None]:
    """Ask at most once inside; with an ``answer``, that is the one."""
    token = _answers.set(list(answer))
    try:
        yield
    finally:
        _answers.reset(token)


class RequestRegion:
    """Middleware: during a request the region is asked once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request."""
        with marked():
            return self.get_response(request)
