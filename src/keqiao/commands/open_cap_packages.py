"""Packages of the Open Cap Format (.zip) read and written."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from keqiao.commands.terminal import CommandError
from keqiao.engine.documents import Positions
from keqiao.engine.workbooks.atomic_files import written_at_once
from keqiao.files.json_package import json_texts
from keqiao.files.problems import FileProblem
from keqiao.language import Message, message

if TYPE_CHECKING:
    from keqiao.engine.transfer import EquityLedger

ENDING = ".zip"


def read_package(file: str, tell: Callable[[Message], None]) -> EquityLedger:
    """The ledger of a package; ``tell`` hears what was not read.

    Raises :class:`CommandError`, OpenCapError or DocumentError.
    """
    from keqiao.engine.transfer import EQUITY_LEDGER
    from keqiao.engine.transfer.open_cap_import import ledger_data

    data, said = ledger_data(_texts(Path(file)))
    for sentence in said:
        tell(sentence)
    reading = EQUITY_LEDGER.read_data(data, Positions(file=Path(file).name, data=data))
    if reading.usable is None:
        raise EQUITY_LEDGER.error(reading.findings)
    return reading.usable


def _texts(path: Path) -> dict[str, str]:
    try:
        return json_texts(path)
    except FileProblem as problem:
        raise CommandError(
            message("{path}: {said} {remedy}", path=path.name, said=problem.sentence, remedy=problem.remedy)
        ) from problem


def write_package(target: Path, ledger: EquityLedger, day: date) -> list[Message]:
    """Write the package of the state at the end of ``day``; what does not fit into the format."""
    from keqiao.engine.transfer.open_cap_export import open_cap_files

    files, said = open_cap_files(ledger, day, datetime.now(UTC))
    with written_at_once(target) as place, zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in files.items():
            package.writestr(name, text)
    return said
