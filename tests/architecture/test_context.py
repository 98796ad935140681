"""Who acts from where is context (web/audit/origin.py): what writes is not handed the request."""

import ast
from pathlib import Path

from tests.sources import WEB as SOURCE
from tests.sources import files, nodes_of

SIGNING_IN = SOURCE / "accounts" / "signing_in"
"""Slows and locks by the address of the request: this is its subject."""


def services() -> list[Path]:
    """The modules that write: ``services.py`` and what stands in a folder ``services``."""
    return [
        path
        for path in files(SOURCE)
        if (path.stem == "services" or "services" in path.parent.relative_to(SOURCE).parts)
        and SIGNING_IN not in path.parents
    ]


def test_no_service_is_handed_the_request():
    handed = [
        f"{path.relative_to(SOURCE)}: {function.name}"
        for path in services()
        for function in nodes_of(path)
        if isinstance(function, ast.FunctionDef)
        for argument in [*function.args.args, *function.args.kwonlyargs]
        if argument.arg == "request"
    ]
    assert not handed, "\n".join(handed)


def test_the_services_are_found():
    assert len(services()) > 30
