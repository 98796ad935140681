"""Fields for figures: a text that the one reader of figures reads, so that nothing typed is dropped or guessed.

A ``type=number`` field would drop letters without a word (123.45万元 becomes 123.45) and follow the mouse wheel.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from keqiao.engine.figures import FigureReading, Quantity, Remark, numeral, read_text, shortened
from keqiao.money import YUAN_PER_WAN
from keqiao.web.site import numbers

WAN = "万元"
YUAN = "元"
ATTRIBUTES = {"class": "form-control", "inputmode": "decimal", "autocomplete": "off", "data-figure": ""}


def in_words(remark: Remark) -> str:
    """What is to be said about a figure, in the reader's language: the sentence and what to do."""
    language = "zh" if (get_language() or "zh").startswith("zh") else "en"
    parts = remark.message.in_language(language), remark.remedy.in_language(language)
    return ("" if language == "zh" else " ").join(parts)


def read_figure(text: str, quantity: Quantity) -> FigureReading:
    """Read a typed figure. Raises ValidationError, also for a dash: it may mean 0, none or unknown."""
    reading = read_text(text, quantity)
    remark = reading.remark
    if remark is None or (reading.value is not None and not reading.is_refused):
        return reading
    if numeral(text) == "text":
        sentence = _("“%(text)s” is no number. Write digits only, in %(unit)s, such as 1234.56.")
        unit = quantity.unit or _("the unit of the figure")
        raise ValidationError(sentence, code="invalid", params={"text": shortened(text), "unit": unit})
    raise ValidationError(in_words(remark), code="invalid")


def listed(reading: FigureReading, text: str) -> str:
    """Say how a text was understood where it looks otherwise; nothing for plain digits and separators by commas."""
    if reading.remark is None or reading.value is None:
        return ""
    plain = text.replace(",", "").replace("，", "").strip()
    return "" if plain == written(reading.value) or _same(plain, reading.value) else in_words(reading.remark)


def _same(plain: str, value: Decimal) -> bool:
    return plain.isascii() and plain.replace(".", "").isdigit() and Decimal(plain) == value


def written(value: Decimal) -> str:
    """A number as it stands in a field: all its places, no separators, no zeros behind."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class FigureField(forms.DecimalField):
    """A number in a unit; ``per`` is how many of the stored unit one of it holds (10 000 where 元 are shown in 万元).

    ``whole``: comes out as an int. What was typed survives every refusal; ``remark`` says how a text was understood.
    """

    def __init__(
        self,
        *,
        unit: str = "",
        per: Decimal = Decimal(1),
        whole: bool = False,
        share: bool = False,
        **options: Any,
    ) -> None:
        self.unit, self.per, self.whole, self.share = unit, per, whole, share
        self.remark = ""
        options.setdefault("widget", forms.TextInput(attrs=dict(ATTRIBUTES)))
        if whole:
            options.setdefault("decimal_places", 0)
        super().__init__(**options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No minimum, maximum or step: they belong to number inputs."""
        return {}

    def to_python(self, value: Any) -> Any:
        """Read the text, in the field's unit. Raises ValidationError."""
        self.remark = ""
        if isinstance(value, str):
            reading = read_figure(value, Quantity(self.unit, self.share))
            self.remark = listed(reading, value)
            return reading.value
        return super().to_python(value)

    def clean(self, value: Any) -> Any:
        """Return the figure in the stored unit, None for nothing. Raises ValidationError."""
        figure = super().clean(value)
        if figure is None:
            return None
        return int(figure) if self.whole else figure * self.per

    def prepare_value(self, value: Any) -> Any:
        """A stored figure in the field's unit; what was typed as it was typed."""
        if isinstance(value, Decimal | int) and not isinstance(value, bool):
            return written(Decimal(value) / self.per)
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another figure stands there."""
        try:
            given = self.to_python(data)
        except ValidationError:
            return True
        before = None if initial in (None, "") else Decimal(str(initial)) / self.per
        return bool(given != before)


class MoneyField(FigureField):
    """An amount in 万元 or, as vouchers have it, in 元; comes out in 元, to the cent."""

    def __init__(self, *, unit: str = WAN, **options: Any) -> None:
        options.setdefault("max_digits", 20)
        per = YUAN_PER_WAN if unit == WAN else Decimal(1)
        options.setdefault("decimal_places", 6 if unit == WAN else 2)
        super().__init__(unit=unit, per=per, **options)

    def clean(self, value: Any) -> Any:
        """Return the amount in 元, None for nothing. Raises ValidationError for parts of a cent."""
        amount = super().clean(value)
        if amount is None:
            return None
        if amount != numbers.rounded(amount, 2):
            raise ValidationError(_("Money is given to the cent."), code="invalid")
        return numbers.rounded(amount, 2)
