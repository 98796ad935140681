"""Organisations that are recorded together with their firms: a list of firms says name and code in one line."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from keqiao.engine.figures import visible
from keqiao.web.registry.changes.checking import check
from keqiao.web.registry.changes.state import State
from keqiao.web.registry.identifiers import LEGAL_FORM_PREFIXES, clean_usci
from keqiao.web.registry.importing.columns import BODY_CODE
from keqiao.web.registry.importing.lookup import Finder
from keqiao.web.registry.importing.planned_rows import Planned
from keqiao.web.registry.models import Organisation


class Bodies:
    """What lines of firms say of their organisations; each new one is recorded once."""

    def __init__(self, finder: Finder) -> None:
        self.finder = finder
        self._rows: dict[str, int] = {}

    def resolve(self, planned: Planned, values: State) -> None:
        """Find the organisation of a line by its code, or plan a new one of its name and code."""
        code, name = values.pop(BODY_CODE, None), visible(planned.cells.get("organisation", "")).strip()
        if not code:
            return
        try:
            code = clean_usci(code)
        except ValidationError as error:
            planned.errors[BODY_CODE] = " ".join(error.messages)
            return
        by_name, by_code = values.get("organisation"), self._recorded(code)
        if by_code is not None and by_name in (None, by_code):
            planned.errors.pop("organisation", None)
            values["organisation"] = by_code
        elif by_name is not None:
            text = _(
                "“%(name)s” is recorded without this code, or the code is another's: correct that first."
            )
            planned.errors[BODY_CODE] = text % {"name": name[:80]}
        elif name:
            self._new(planned, name, code)

    def _recorded(self, code: str) -> int | None:
        try:
            return self.finder.find(Organisation, code)
        except ValidationError:
            return None

    def _new(self, planned: Planned, name: str, code: str) -> None:
        first = self._rows.setdefault(code, planned.row)
        if first != planned.row:
            text = _("Row %(row)d names the same and says something else.")
            planned.errors[BODY_CODE] = text % {"row": first}
            return
        forms = [form for form, prefixes in LEGAL_FORM_PREFIXES.items() if code[:2] in prefixes]
        body = {
            "name": name,
            "usci": code,
            "legal_form": forms[0] if forms else Organisation.LegalForm.OTHER.value,
        }
        try:
            check(Organisation(**body), ())
        except ValidationError as error:
            planned.errors[BODY_CODE] = " ".join(error.messages)
            return
        planned.errors.pop("organisation", None)
        planned.body = body
        planned.notes.append(_("The organisation is recorded together with the firm."))
