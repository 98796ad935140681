"""The reference page of the language: every example loads, every key is listed."""

import json
import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from keqiao.engine.documents.yaml_source import read_yaml
from keqiao.engine.eligibility import parts, programme, read_programme

PAGE = (Path(__file__).parents[3] / "docs" / "developer" / "programme-language.md").read_text(
    encoding="utf-8"
)
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
INHERITED = {"values", "default", "by", "period", "kind", "trim", "combine", "periods", "measure"}
"""Keys that the page of schemes tells."""


def test_the_whole_example_has_no_finding_but_its_sources() -> None:
    assert [finding.check for finding in read_programme(EXAMPLES[0], "page").findings] == ["sources"]


@pytest.mark.parametrize("example", EXAMPLES[1:], ids=lambda example: example.split("\n", 1)[0])
def test_every_fragment_loads_in_the_whole(example: str) -> None:
    data, _, _ = read_yaml(EXAMPLES[0], "page")
    fragment, _, found = read_yaml(example, "fragment")
    assert not found
    assert [str(f) for f in read_programme(json.dumps(data | fragment) + "\n", "fragment").errors] == []


def models() -> list[type[BaseModel]]:
    found = {
        item
        for module in (parts, programme)
        for item in vars(module).values()
        if isinstance(item, type) and issubclass(item, BaseModel) and item.__module__ == module.__name__
    }
    return sorted(found, key=lambda model: model.__name__)


@pytest.mark.parametrize("model", models())
def test_every_key_is_listed(model: type[BaseModel]) -> None:
    for name, info in model.model_fields.items():
        key = info.alias or name
        if key not in INHERITED:
            assert re.search(rf"`{key}`|`{key}:|\b{key}: ", PAGE), f"{model.__name__}.{key}"
