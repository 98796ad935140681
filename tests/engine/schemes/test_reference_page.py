"""The reference page of the language: every example loads, every key is listed."""

import json
import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from keqiao.engine.documents.yaml_source import read_yaml
from keqiao.engine.schemes import parts, read_scheme, scheme, scoring, tree
from keqiao.engine.schemes.tree import Indicator

PAGE = (Path(__file__).parents[3] / "docs" / "developer" / "scheme-language.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
WHOLE = EXAMPLES[0]


def test_the_whole_example_has_no_error():
    assert read_scheme(WHOLE, "page").errors == ()


@pytest.mark.parametrize("example", EXAMPLES[1:], ids=lambda example: example.split("\n", 1)[0])
def test_every_fragment_loads_in_the_whole(example):
    data, _, _ = read_yaml(WHOLE, "page")
    fragment, _, found = read_yaml(example, "fragment")
    assert not found
    if set(fragment) <= set(Indicator.model_fields):
        data["indicators"][0]["children"][0] |= fragment
    else:
        data |= fragment
    assert [str(finding) for finding in read_scheme(json.dumps(data) + "\n", "fragment").errors] == []


def models():
    for module in (parts, scoring, tree, scheme):
        for item in vars(module).values():
            if isinstance(item, type) and issubclass(item, BaseModel) and item.__module__ == module.__name__:
                yield item


@pytest.mark.parametrize("model", sorted(set(models()), key=lambda model: model.__name__))
def test_every_key_is_listed(model):
    for name, info in model.model_fields.items():
        key = info.alias or name
        assert re.search(rf"`{key}`|`{key}:|\b{key}: ", PAGE), f"{model.__name__}.{key}"
