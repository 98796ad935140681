"""Files that users hand in: read in a process apart, outside every transaction, refused in the user's language."""

from __future__ import annotations

import shlex
import tempfile
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import translation
from django.utils.translation import gettext as _

from keqiao.engine.data_findings import DataError
from keqiao.engine.workbooks.grid import Grid
from keqiao.engine.workbooks.transfer import MOST_CELLS, TEXT_FILES, read_apart
from keqiao.files.confinement import READING, Limits, Queue, confined, run
from keqiao.files.problems import FileProblem
from keqiao.web.site.downloads import safe_name

MOST_SAID = 3
"""Findings about a file that are told."""
SCAN_SECONDS = 60
OLD_EXCEL = frozenset({".xls", ".et", ".xlsm", ".ods"})
"""Endings that a message about the file repeats."""
LONGEST_STEM = 60
"""Letters of a name, so that 255 bytes hold it whatever they are."""


def require_no_transaction() -> None:
    """Raise RuntimeError within a transaction: it holds the lock on writing while a foreign file is read.

    The transaction that a test runs in does not count, as with Django's durable transactions.
    """
    if any(not getattr(block, "_from_testcase", False) for block in connection.atomic_blocks):
        raise RuntimeError("a foreign file is read within a transaction")


def language() -> str:
    """The language of the reader, as the engine names it."""
    return "zh" if (translation.get_language() or "zh").startswith("zh") else "en"


def read_sheets(
    content: bytes,
    suffix: str = ".xlsx",
    *,
    name: str = "",
    most: int = MOST_CELLS,
    also: Sequence[str] = (),
) -> list[Grid]:
    """The sheets of an uploaded workbook or text file, hidden ones left out but for ``also``.

    ``name``: what its owner calls the file, for what is said of it. Raises ValidationError that says what is
    wrong and what to do.
    """
    require_no_transaction()
    own = Path(name).suffix.lower()
    if own in TEXT_FILES and suffix not in TEXT_FILES:
        raise ValidationError(
            _(
                "%(name)s is a text file; a workbook is wanted here. Fill in the downloaded one and save it as .xlsx."
            )
            % {"name": safe_name(name)}
        )
    with tempfile.TemporaryDirectory() as folder:
        ending = own if own in OLD_EXCEL and suffix not in TEXT_FILES else suffix
        path = Path(folder) / (safe_name(Path(name or "upload").stem)[:LONGEST_STEM] + ending)
        path.write_bytes(content)
        try:
            return read_apart(path, most=most, also=also)
        except DataError as error:
            sentences = [problem.in_language(language()) for problem in error.findings[:MOST_SAID]]
            raise ValidationError(sentences) from error


def refuse_malware(content: bytes) -> None:
    """Let the command that the installation names (KEQIAO_SCAN_COMMAND) look at a file; without one nothing is done.

    The command gets the path as its last argument; 0 is clean, 1 infected. Raises ValidationError for an infected file,
    and for one that could not be scanned: nothing is let in unseen.
    """
    command = shlex.split(settings.SCAN_COMMAND)
    if not command:
        return
    require_no_transaction()
    with tempfile.NamedTemporaryFile(prefix="upload-") as file:
        file.write(content)
        file.flush()
        try:
            with READING:
                code, _answer = run([*command, file.name], seconds=SCAN_SECONDS, most=1 << 20)
        except OSError:
            code = -1
        except FileProblem as problem:
            raise ValidationError(problem.in_language(language()), code=problem.code) from problem
    if code == 1:
        raise ValidationError(_("The virus scanner found malware in the file."), code="malware")
    if code:
        raise ValidationError(
            _("The file could not be scanned for malware, so it is not accepted. Tell the administrator."),
            code="not_scanned",
        )


def examine_apart(
    task: str,
    content: bytes,
    arguments: Sequence[str] = (),
    *,
    limits: Limits | None = None,
    queue: Queue = READING,
) -> bytes:
    """The answer of a task that reads uploaded bytes in a process apart. Raises ValidationError."""
    require_no_transaction()
    with tempfile.NamedTemporaryFile(prefix="upload-") as file:
        file.write(content)
        file.flush()
        try:
            return confined(task, Path(file.name), arguments, limits=limits, queue=queue)
        except FileProblem as problem:
            raise ValidationError(problem.in_language(language()), code=problem.code) from problem
