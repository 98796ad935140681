"""The demonstration city, built once for a run of the suite: a golden state for the web's tests and for served cities.

It is built as ``keqiao demo`` builds it, with the settings of the product and not those of tests. Its figures are kept
already, so that no test pays for computing what it only looks at.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import tempfile
from pathlib import Path
from types import SimpleNamespace

from django.db import connection
from django.test import override_settings
from django.utils import translation
from tests.golden import begin, copies
from tests.golden_states import Recipe

from keqiao.demo.build import build
from keqiao.web.accounts.models import User
from keqiao.web.audit.heads import send
from keqiao.web.audit.models import Entry
from keqiao.web.facts.services.figure_rebuild import rebuild
from keqiao.web.site import settings as product


def demonstration(db) -> SimpleNamespace:
    """The bureau ``officer``; ``media``, the folder of the city's files, and ``heads``, the heads of its audit log.

    Both belong to all tests of the run: who changes or adds files copies them first.
    """
    folder = Path(tempfile.mkdtemp(prefix="demonstration-", dir=copies.folder))
    media, heads = folder / "media", folder / "audit-heads.log"
    as_product = {"PASSWORD_HASHERS": product_hashers(), "TASKS": product.TASKS}
    with (
        translation.override(product.LANGUAGE_CODE),
        override_settings(MEDIA_ROOT=media, AUDIT_HEADS=heads, **as_product),
    ):
        build()
        send(
            Entry.objects.order_by("-number")[0]
        )  # as when a transaction ends, which that of a golden state never does
        if connection.vendor == "postgresql":
            # Nobody else sees these rows, the server's collector of statistics neither: it would plan as for none.
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        rebuild()
    return SimpleNamespace(officer=User.objects.get(username="officer"), media=media, heads=heads)


def product_hashers() -> list[str]:
    """How passwords are hashed where no test has said otherwise."""
    from django.conf import global_settings

    return getattr(product, "PASSWORD_HASHERS", global_settings.PASSWORD_HASHERS)


def installed(home: Path) -> None:
    """Put the city into a data directory, for a process of its own; on SQLite only."""
    recipe = Recipe.of(demonstration)
    begin([recipe])
    city = copies.values[recipe.key]
    with contextlib.closing(sqlite3.connect(home / "keqiao.sqlite3")) as file:
        connection.connection.backup(file)
    shutil.copytree(city.media, home / "media")
    shutil.copyfile(city.heads, home / "audit-heads.log")
