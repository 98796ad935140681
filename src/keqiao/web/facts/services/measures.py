"""Load measures and their definitions from measures.yaml: an installation step that may be repeated."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.audit.services import record
from keqiao.web.facts.derivations import codes
from keqiao.web.facts.models import Measure, MeasureDefinition

DESCRIBED = (
    "name",
    "name_en",
    "unit",
    "unit_en",
    "kind",
    "value_type",
    "decimals",
    "roll_up",
    "city_total",
    "category",
    "order",
)
"""The fields of a measure that the file sets."""


@cache
def measure_rows() -> list[dict[str, Any]]:
    """Return the entries of measures.yaml in their order; they are read once and must not be changed."""
    text = (files("keqiao.web.facts") / "measures.yaml").read_text(encoding="utf-8")
    rows: list[dict[str, Any]] = yaml.safe_load(text)
    return rows


def ensure_measures() -> int:
    """Load measures.yaml where it holds a definition that is not stored yet; return how many were new.

    When nothing is missing this costs one short query.
    """
    stored = set(MeasureDefinition.objects.values_list("measure__code", "version"))
    described = {
        (entry["code"], words["version"]) for entry in measure_rows() for words in entry["definitions"]
    }
    return load_measures() if described - stored else 0


@transaction.atomic
def load_measures(actor: Actor | None = None) -> int:
    """Create or update the measures of measures.yaml and add definition versions that are new; return how many are new.

    A stored definition version is never rewritten, facts were recorded under it: raises ValidationError when the file
    changed the words of one.
    """
    present = {measure.code: measure for measure in Measure.objects.all()}
    stored = {
        (row.measure.code, row.version): row for row in MeasureDefinition.objects.select_related("measure")
    }
    measures, definitions = [], []
    for order, entry in enumerate(measure_rows()):
        measure = _described(present.get(entry["code"]) or Measure(code=entry["code"]), entry, order)
        measures.append(measure)
        for words in entry["definitions"]:
            known = stored.get((entry["code"], words["version"]))
            if known is None:
                definitions.append(_definition(measure, words))
            elif (known.text, known.derivation) != (words["zh"], words.get("derivation", "")):
                raise ValidationError(
                    _(
                        "Version %(version)s of the definition of %(code)s is stored already: write a new version."
                    ),
                    params={"version": words["version"], "code": entry["code"]},
                )
    Measure.objects.bulk_create(measure for measure in measures if measure.pk is None)
    Measure.objects.bulk_update([measure for measure in measures if measure.code in present], DESCRIBED)
    for definition in definitions:
        definition.measure_id = definition.measure.pk
    new = len(MeasureDefinition.objects.bulk_create(definitions))
    if new:
        record(actor, "facts.load_measures", detail={"definitions": new})
    return new


def _described(measure: Measure, entry: dict[str, Any], order: int) -> Measure:
    """Set what the file says about a measure; it is not saved yet."""
    value = entry["value"]
    measure.name, measure.name_en = entry["name"]["zh"], entry["name"]["en"]
    measure.unit, measure.unit_en = entry["unit"]["zh"], entry["unit"]["en"]
    measure.kind, measure.value_type, measure.decimals = value["kind"], value["type"], value["decimals"]
    measure.roll_up, measure.city_total = value["roll_up"], value.get("city_total", Measure.CityTotal.NONE)
    measure.category, measure.order = entry["category"], order
    return measure


def _definition(measure: Measure, words: dict[str, Any]) -> MeasureDefinition:
    """Return a definition version from its entry. Raises ValidationError for an unknown derivation."""
    derivation = words.get("derivation", "")
    if derivation and derivation not in codes():
        raise ValidationError(_("There is no derivation %(code)s."), params={"code": derivation})
    regulation, evidence = words.get("regulation", {}), words.get("evidence", {})
    return MeasureDefinition(
        measure=measure,
        version=words["version"],
        text=words["zh"],
        text_en=words["en"],
        valid_from=words["valid_from"],
        valid_to=words.get("valid_to"),
        derivation=derivation,
        regulation=regulation.get("zh", ""),
        regulation_en=regulation.get("en", ""),
        evidence_kind=evidence.get("zh", ""),
        evidence_kind_en=evidence.get("en", ""),
        source_kind=words["source_kind"],
    )
