"""Every register by the key in its address."""

from __future__ import annotations

from django.http import Http404
from django.utils.translation import gettext_lazy

from keqiao.web.registry import models
from keqiao.web.registry.registers.cooperation import COOPERATION
from keqiao.web.registry.registers.definition import Register
from keqiao.web.registry.registers.firms import FIRMS
from keqiao.web.registry.registers.outputs import OUTPUTS
from keqiao.web.registry.registers.people import PEOPLE
from keqiao.web.registry.registers.platforms import PLATFORMS
from keqiao.web.registry.registers.reference import REFERENCE

GROUPS = {
    "platforms": gettext_lazy("Platforms and their agreements"),
    "people": gettext_lazy("People and talents"),
    "outputs": gettext_lazy("Patents, projects, contracts"),
    "firms": gettext_lazy("Firms"),
    "cooperation": gettext_lazy("Joint bodies and funds"),
    "reference": gettext_lazy("Organisations and reference data"),
}
"""Groups of registers in the order of their page."""

_ALL = (*PLATFORMS, *PEOPLE, *OUTPUTS, *FIRMS, *COOPERATION, *REFERENCE)

REGISTERS: dict[str, Register] = {register.key: register for register in _ALL}
BY_MODEL: dict[type[models.Record], Register] = {register.model: register for register in _ALL}


def register_of(key: str) -> Register:
    """Return the register of an address. Raises Http404 when there is none."""
    if key not in REGISTERS:
        raise Http404
    return REGISTERS[key]


__all__ = ["BY_MODEL", "GROUPS", "REGISTERS", "Register", "register_of"]
