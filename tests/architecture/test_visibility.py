"""Who sees which rows is declared on the models, in one way."""

import re
from pathlib import Path

from django.apps import apps

from keqiao.web.accounts.rights import RIGHTS
from keqiao.web.accounts.visibility import VisibleRows

SOURCE = Path(__file__).parents[2] / "src" / "keqiao" / "web"


def declaring():
    return [model for model in apps.get_models() if hasattr(model, "visibility")]


def test_declared_rights_exist():
    assert len(declaring()) > 40
    assert not {right for model in declaring() for right in model.visibility.rights} - set(RIGHTS)


def test_query_sets_that_say_who_sees_them_take_it_from_the_declaration():
    own = [
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("models/**/*.py")
        if re.search(r"^    def visible_to\(", path.read_text(encoding="utf-8"), re.M)
    ]
    assert not own


def test_every_manager_that_offers_visible_rows_has_a_declaration():
    for model in apps.get_models():
        rows = model._default_manager.all()
        assert not isinstance(rows, VisibleRows) or hasattr(model, "visibility"), model
