"""A small package of the Open Cap Format, as another program writes it."""

import io
import zipfile
from datetime import UTC, date, datetime

from keqiao.engine.transfer import EQUITY_LEDGER
from keqiao.engine.transfer.open_cap_export import open_cap_files

LEDGER = """
name: 示范传感公司
founded: 2024-08-01
holders:
  - {name: 李三}
  - {name: 示范基金, kind: fund}
events:
  - {date: 2024-08-01, kind: subscribe, holder: 李三, amount: 800000}
  - {date: 2025-03-01, kind: subscribe, holder: 示范基金, amount: 200000, price: 1000000}
  - {date: 2025-09-01, kind: transfer, holder: 李三, to: 示范基金, amount: 100000, price: 600000}
"""


def packed(files: dict[str, str]) -> bytes:
    """The files as a ZIP package."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in files.items():
            package.writestr(name, text)
    return stream.getvalue()


def package() -> dict[str, str]:
    """Its files by name."""
    ledger = EQUITY_LEDGER.read(LEDGER, "ledger.yaml").usable
    return open_cap_files(ledger, date(2026, 1, 1), datetime(2026, 1, 1, tzinfo=UTC))[0]
