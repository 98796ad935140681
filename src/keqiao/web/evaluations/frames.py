"""Tables of a run as bytes, and the digest by which two results are compared to the bit.

The digest does not read the stored Parquet bytes (they carry the name of the program that wrote them) but
the content: column names, types and every value in its shortest exact form, table by table in the order of
their names.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping

import polars as pl


def packed(frame: pl.DataFrame) -> bytes:
    """Return a frame as compressed Parquet bytes."""
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd", statistics=False)
    return buffer.getvalue()


def unpacked(content: bytes | memoryview) -> pl.DataFrame:
    """Return the frame that `packed` stored."""
    return pl.read_parquet(io.BytesIO(bytes(content)))


def digest(frames: Mapping[str, pl.DataFrame]) -> str:
    """Return the SHA-256, in hex, of the content of named frames; independent of the order in which they
    are given.
    """
    sum_ = hashlib.sha256()
    for name in sorted(frames):
        frame = frames[name]
        head = [name, str(frame.height), *(f"{column}:{kind}" for column, kind in frame.schema.items())]
        sum_.update("\x1f".join(head).encode())
        sum_.update(b"\x1e")
        sum_.update(frame.write_ndjson().encode())
        sum_.update(b"\x1d")
    return sum_.hexdigest()
