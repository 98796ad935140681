"""Every room declares what is there: paths lead somewhere, names are given once, the order is the same everywhere."""

import importlib
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest
from django.conf import settings

from keqiao.web.site.rooms import Registry, rooms

ROOT = Path(__file__).parents[3]
BY_LABEL = {room.label: room for room in rooms()}


@pytest.mark.parametrize("label", BY_LABEL)
def test_every_path_leads_somewhere(label):
    room = BY_LABEL[label]
    paths = [path for given in room.provides.values() for path in given]
    paths += [*room.tasks.values(), *room.daily.values(), *room.often.values(), *room.api.values()]
    paths += [room.demonstration] if room.demonstration else []
    for path in paths:
        assert room.load(path) is not None
    if room.urls:
        assert importlib.import_module(f"{room.package}.{room.urls}").app_name == label


@pytest.mark.parametrize("label", BY_LABEL)
def test_what_a_room_declares_bears_its_name(label):
    room = BY_LABEL[label]
    names = [right.code for right in room.rights] + [*room.acts, *room.tasks, *room.daily, *room.often]
    assert [name for name in names if not name.startswith(f"{label}.")] == []


def registries() -> set[str]:
    """The names of the registries that modules of the product hold."""
    source = files("keqiao.web")
    modules = [
        ".".join(("keqiao", "web", *path.relative_to(Path(str(source))).with_suffix("").parts))
        for path in Path(str(source)).rglob("*.py")
        if "Registry(" in path.read_text(encoding="utf-8")
    ]
    held = [value for module in modules for value in vars(importlib.import_module(module)).values()]
    return {value.name for value in held if isinstance(value, Registry)}


def test_what_rooms_provide_is_asked_for():
    assert {name for room in rooms() for name in room.provides} <= registries()


def test_the_contract_of_imports_has_the_rooms_in_their_order():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    layers = next(
        contract["layers"]
        for contract in contracts["contracts"]
        if any("keqiao.web.accounts" in layer for layer in contract.get("layers", ()))
    )
    order = [[name.strip() for name in layer.replace(":", "|").split("|")] for layer in reversed(layers)]
    place = {package: number for number, layer in enumerate(order) for package in layer}
    ordered = [place[package] for package in settings.ROOMS if package != "keqiao.web.site"]
    assert ordered == sorted(ordered)
    assert set(place) - {"keqiao.demo"} == set(settings.ROOMS) - {"keqiao.web.site"}
