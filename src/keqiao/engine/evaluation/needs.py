"""What a scheme reads from the data: each expression parsed once, all of them run in one pass."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping

import polars as pl

from keqiao.engine.evaluation.arrays import Truth, Values
from keqiao.engine.expressions import Expression, parse
from keqiao.engine.expressions.divisions import denominators
from keqiao.engine.expressions.tree import Binary, Name, Unary
from keqiao.engine.schemes.parts import Measure, Quantity
from keqiao.engine.schemes.scheme import Scheme


class Needs:
    """The expressions of a scheme by key. The key of a bare column is its name; others are marked by
    their kind."""

    def __init__(self, scheme: Scheme, like: Needs | None = None) -> None:
        """``like``: the needs of a scheme that differs in numbers only; what it has parsed is taken over."""
        self.scheme = scheme
        self.kinds = {attribute.code: "text" for attribute in scheme.attributes}
        self.kinds |= {parameter.code: "number" for parameter in scheme.parameters}
        self.kinds |= {measure.code: "number" for measure in scheme.measures}
        self.parsed: dict[str, Expression] = {}
        self._later: dict[str, Expression] = {}
        self._names: dict[str, None] = {}
        self._rules: dict[Hashable, int] = {}
        self._formulas: dict[str, Expression] = {}
        alike = like is not None and like.kinds == self.kinds
        self._known = like if alike else None
        self._measures = {measure.code: measure for measure in scheme.measures}
        for attribute in self._words():
            self._names[attribute] = None

    def _words(self) -> Iterable[str]:
        """Attributes that groups, quotas and profiles read."""
        return [attribute.code for attribute in self.scheme.attributes]

    def same(self, rule: Hashable) -> int:
        """A number for each different rule: comparing numbers is quicker than comparing rules."""
        return self._rules.setdefault(rule, len(self._rules))

    def number(self, text: str) -> str:
        """The key of a number."""
        text = text.strip()
        if text in self.kinds and self.kinds[text] == "number":
            self._names[text] = None
            return text
        return self._parse(f"= {text}", text)

    def condition(self, text: str) -> str:
        """The key of a condition."""
        return self._parse(f"? {text}", text.strip())

    def quantity(self, quantity: Quantity) -> None:
        """Note a yardstick: nothing to do for a number."""
        if isinstance(quantity, str):
            self.number(quantity)

    def later(self, text: str, more: Iterable[str]) -> Expression:
        """An expression over further names that only a later stage knows."""
        if text not in self._later:
            kinds = {**dict.fromkeys(more, "number"), **self.kinds}
            known = None if self._known is None else self._known._later.get(text)
            self._later[text] = known or parse(text, kinds)
            self._names.update(dict.fromkeys(name for name in self._later[text].names if name in self.kinds))
        return self._later[text]

    def _parse(self, key: str, text: str) -> str:
        if key not in self.parsed:
            known = None if self._known is None else self._known.parsed.get(key)
            self.parsed[key] = known or parse(text, self.kinds)
            self._names.update(dict.fromkeys(self.parsed[key].names))
        return key

    def measure_formula(self, measure: Measure) -> Expression:
        """The parsed formula of a computed measure."""
        return self._formulas[measure.code]

    def ordered_measures(self) -> tuple[Measure, ...]:
        """Computed and previous measures that are read, each after those it reads itself."""
        done: dict[str, Measure | None] = {}

        def visit(code: str) -> None:
            if code in done or code not in self._measures:
                return
            done[code] = None
            measure = self._measures[code]
            self._names[code] = None
            if measure.formula is not None:
                self._formulas[code] = parse(measure.formula, self.kinds)
                for name in self._formulas[code].names:
                    self._names[name] = None
                    visit(name)
            if measure.previous_of is not None:
                visit(measure.previous_of.measure)
            # A dictionary keeps the order of insertion: put the measure after what it reads.
            del done[code]
            done[code] = measure

        for name in list(self._names):
            visit(name)
        return tuple(
            measure
            for measure in done.values()
            if measure is not None and (measure.formula is not None or measure.previous_of is not None)
        )

    @property
    def columns(self) -> tuple[str, ...]:
        """Every attribute, parameter and measure that is read (known after :meth:`ordered_measures`)."""
        return tuple(self._names)


class Read:
    """The figures of a block of rows: numbers and conditions by key, each column turned into an array
    once."""

    def __init__(self, needs: Needs, frame: pl.DataFrame) -> None:
        self.frame = frame
        self._needs = needs
        exprs = [
            (item.number() if key[0] == "=" else item.condition()).alias(key)
            for key, item in needs.parsed.items()
        ]
        self._computed = frame.select(exprs) if exprs else pl.DataFrame()
        self._arrays: dict[str, Values] = {}
        self._negative: dict[str, bool] = {}
        self._truths: dict[str, tuple[Truth, Truth]] = {}

    def _series(self, key: str) -> pl.Series:
        series = self._computed[key] if key in self._needs.parsed else self.frame[key]
        if len(series) != self.frame.height:
            # An expression without names (a constant) is one value for all.
            series = series.new_from_index(0, self.frame.height)
        return series

    def number(self, key: str) -> Values:
        """The numbers of a key; NaN where missing. Not to be written to."""
        if key not in self._arrays:
            self._arrays[key] = self._series(key).to_numpy()
        return self._arrays[key]

    def has_gaps(self, key: str) -> bool:
        """Whether a number is missing somewhere."""
        return self._series(key).null_count() > 0

    def block(self, keys: list[str]) -> Values | None:
        """Several bare columns as one block in a single step; None where one of them is computed."""
        if any(key in self._needs.parsed for key in keys) or len(set(keys)) != len(keys):
            return None
        result: Values = self.frame[keys].to_numpy(order="fortran", writable=True)
        return result

    def quantity(self, quantity: Quantity) -> Values | float:
        """A yardstick: one number for all, or a number for each row."""
        if not isinstance(quantity, str):
            return float(quantity)
        text = quantity.strip()
        return self.number(text if text in self._needs.kinds else f"= {text}")

    def truth(self, key: str) -> tuple[Truth, Truth]:
        """Where a condition is true, and where it is false (where it is missing, neither)."""
        if key not in self._truths:
            series = self._series(key)
            self._truths[key] = (
                series.fill_null(False).to_numpy(),
                (~series).fill_null(False).to_numpy(),
            )
        return self._truths[key]

    def holds(self, text: str) -> Truth:
        """Where the condition written as ``text`` is true."""
        return self.truth(f"? {text.strip()}")[0]

    def divided_by_zero(self, keys: Iterable[str]) -> Mapping[str, Truth]:
        """For the keys whose expression can divide by zero: where it did."""
        tests = {}
        for key in keys:
            item = self._needs.parsed.get(key)
            if item is not None and item.zero_division is not None:
                tests[key] = item.zero_division
        if not tests:
            return {}
        answers = self.frame.select(**tests)
        return {key: answers[key].fill_null(False).to_numpy() for key in tests}

    def divided_by_negative(self, keys: Iterable[str]) -> Mapping[str, Truth]:
        """For the keys whose expression divides by something that can be below zero in these figures: where it was.

        A denominator without a difference, over figures of which none is negative, is not looked at.
        """
        tests = {}
        for key in keys:
            item = self._needs.parsed.get(key)
            if item is not None and item.negative_division is not None and self._may_be_negative(item):
                tests[key] = item.negative_division
        if not tests:
            return {}
        answers = self.frame.select(**tests)
        return {key: answers[key].fill_null(False).to_numpy() for key in tests}

    def below_zero(self, key: str) -> bool:
        """Whether any number of a key is below zero."""
        least = self._series(key).min()
        return isinstance(least, int | float) and least < 0

    def _may_be_negative(self, item: Expression) -> bool:
        below = [node for tree in denominators(item.tree) for node in tree.walk()]
        if any(isinstance(node, Binary | Unary) and node.operator == "-" for node in below):
            return True
        return any(self._has_negative(node.name) for node in below if isinstance(node, Name))

    def _has_negative(self, name: str) -> bool:
        if name not in self._negative:
            column = self.frame[name]
            least = column.min() if column.dtype.is_numeric() else None
            self._negative[name] = least is not None and float(least) < 0  # type: ignore[arg-type]
        return self._negative[name]

    def later(self, text: str, more: Mapping[str, Values], rows: pl.Series | None = None) -> Values:
        """An expression over further columns, for the rows given (all where None); NaN where missing."""
        item = self._needs.later(text, tuple(more))
        columns = [pl.Series(name, more[name], nan_to_null=True) for name in item.names if name in more]
        names = [name for name in item.names if name not in more]
        if names:
            frame = self.frame.select(names)
            frame = (frame if rows is None else frame[rows]).with_columns(columns)
        else:
            # A frame without columns has no rows for the others to join.
            frame = pl.DataFrame(columns)
        height = len(next(iter(more.values())))
        value = frame.select(item.number().alias("value"))["value"] if frame.width else None
        if value is None:
            value = pl.select(item.number().alias("value"))["value"]
        if len(value) != height:
            value = value.new_from_index(0, height)
        return value.to_numpy()
