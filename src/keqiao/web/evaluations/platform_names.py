"""Which platforms of a run a reader sees, and under which name: by name or not at all.

There are no stand-in names (平台甲, 平台乙): whatever stands beside one, a rank, a total, a type, a public figure,
tells who it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class PlatformNames:
    """Names of the platforms of a run that one reader may see; ``hides`` tells whether there are others."""

    by_code: Mapping[str, str]
    hides: bool = False

    def __getitem__(self, code: str) -> str:
        """Return the name to show; of a platform that the reader may not see nothing is told but that it is another."""
        return self.by_code.get(code, _("Other platform") if self.hides else code)

    def is_open(self, code: str) -> bool:
        """Tell whether the reader may see this platform in the run."""
        return code in self.by_code

    @property
    def tells_parts(self) -> bool:
        """Whether there is any platform to show pillars and indicators of."""
        return bool(self.by_code) or not self.hides


def names(platforms: Iterable[tuple[str, str]], own: Iterable[str] | None) -> PlatformNames:
    """Return the names for a reader: `platforms` are (code, name), `own` the codes the reader may see, None for all."""
    rows = list(platforms)
    if own is None:
        return PlatformNames(dict(rows))
    visible = frozenset(own)
    return PlatformNames({code: name for code, name in rows if code in visible}, hides=True)
