"""What one line of an import would do, and the fingerprint of all that would be written."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import Any

from keqiao.web.registry.changes.state import State

WRITTEN = ("new", "changed", "restored", "joined")


@dataclass
class Planned:
    """What one line would do.

    ``before`` and ``after``: the fields that would differ, as JSON; ``errors``: column (or "") → what is wrong;
    ``warnings`` must be confirmed, ``notes`` are only told. ``owner``: the platform that becomes an owner of a patent;
    ``of``: the row of the file whose new patent it is. ``body``: the organisation that is recorded with a firm.
    """

    row: int
    cells: dict[str, str]
    state: str = "same"
    pk: int | None = None
    version: int = 0
    name: str = ""
    before: State = field(default_factory=dict)
    after: State = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    owner: int | None = None
    of: int | None = None
    body: dict[str, str] | None = None

    def plain(self) -> dict[str, Any]:
        """The line as JSON."""
        return asdict(self)


def fingerprint(lines: list[Planned]) -> str:
    """Return the SHA-256 of what would be written."""
    total = hashlib.sha256()
    for line in lines:
        said = [
            line.row,
            line.state,
            line.pk,
            line.version,
            line.before,
            line.after,
            line.owner,
            line.of,
            line.body,
        ]
        total.update(json.dumps(said, sort_keys=True).encode())
    return total.hexdigest()
