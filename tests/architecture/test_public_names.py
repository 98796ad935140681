"""What a package of the engine offers is there, also where it is loaded only when asked for."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

import keqiao.engine

PACKAGES = [module.name for module in pkgutil.iter_modules(keqiao.engine.__path__, "keqiao.engine.")]


@pytest.mark.parametrize("name", PACKAGES)
def test_every_public_name_can_be_loaded(name: str) -> None:
    package = importlib.import_module(name)
    for offered in getattr(package, "__all__", ()):
        assert getattr(package, offered) is not None, offered
