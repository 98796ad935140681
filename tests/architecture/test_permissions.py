"""docs/developer/permissions.md is made from the two tables that the tests walk, so that it is always true."""

import os
from pathlib import Path

import yaml
from django.apps import apps

from keqiao.web.accounts.roles import initial_roles
from keqiao.web.registry.models import Record
from keqiao.web.site.rooms import rooms

ROOT = Path(__file__).parents[2]
PAGES = {name: who for room in rooms() for name, who in room.access.items()}
ROWS = yaml.safe_load((ROOT / "tests/web/registry/api/access.yaml").read_text(encoding="utf-8"))["kinds"]
RETURNS = yaml.safe_load((ROOT / "tests/web/returns/api/access.yaml").read_text(encoding="utf-8"))["kinds"]
DOCUMENT = ROOT / "docs/developer/permissions.md"
HEAD = """# Who may do what

Made from `access.yaml` of each room, `tests/web/registry/api/access.yaml` and `tests/web/returns/api/access.yaml` by
`KEQIAO_SNAPSHOT=1 make test ARGS=tests/architecture/test_permissions.py`; do not edit it by hand. Tests ask every
address and every operation of the API as every role, with own and with foreign rows, against these tables. The roles
are those of a new installation (`web/accounts/roles.yaml`, with the rights that each `room.py` gives them); an
administrator may change them.

## Roles

| role | name | reach | rights |
| --- | --- | --- | --- |
"""
ABOUT_ROWS = """
## Rows of the registers, on pages and through the API

reads / changes: *all* rows, those of the *own* unit, or none (–). Roles that stand in no column have no right to the
registers. Names of persons need their consent, except for who keeps the register.

"""
ABOUT_RETURNS = """
## Returns, on pages and through the API

Forms of *all* platforms, those of the *own* unit, or none (–). Which action is possible in which state, and why not,
stands in `src/keqiao/web/returns/procedure.py`. Hand-in, first and second review of a form are made by three people.

"""
ABOUT_MODELS = """
## Rows of the other rooms

As the models declare it (`visibility`): *all* rows, *some* of them, those of the *own* unit, what is *published*, or
none (–); *mine* is what a person started or sent.

"""
WORDS = {"all": "all", "own": "own", "none": "–"}


def roles() -> list[dict]:
    return initial_roles()


def line(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |\n"


def rows_table() -> str:
    codes = [role["code"] for role in roles()]
    seen = [code for code in codes if any(code in kind["reads"] for kind in ROWS.values())]
    text = ABOUT_ROWS
    text += line("register", *seen) + line("---", *("---" for _ in seen))
    for name, kind in ROWS.items():
        cells = []
        for code in seen:
            reads, changes = (WORDS[kind[what].get(code, "none")] for what in ("reads", "changes"))
            cells.append(f"{reads} / {changes}" if reads != "–" else "–")
        text += line(f"{name}: {', '.join(kind['registers'])}", *cells)
    return text


def returns_table() -> str:
    seen = [role["code"] for role in roles() if any(role["code"] in kind["who"] for kind in RETURNS.values())]
    text = ABOUT_RETURNS + line("returns", *seen) + line("---", *("---" for _ in seen))
    for name, kind in RETURNS.items():
        text += line(name, *(WORDS[kind["who"].get(code, "none")] for code in seen))
    return text


def models_table() -> str:
    codes = [role["code"] for role in roles()]
    text = ABOUT_MODELS + line("rows", *codes, "remark") + line("---", *("---" for _ in codes), "---")
    for model in sorted(apps.get_models(), key=lambda model: model._meta.label):
        if hasattr(model, "visibility") and not issubclass(model, Record):
            cells = [reach(model.visibility, role) for role in roles()]
            text += line(model._meta.label, *cells, model.visibility.note)
    return text


def reach(visibility, role) -> str:
    scope = role["scope"] if set(visibility.rights) & set(role["rights"]) else None
    return visibility.reach(scope)


def pages_table() -> str:
    codes = [role["code"] for role in roles()]
    text = "\n## Pages\n\n"
    text += line("address", "method", *codes) + line("---", "---", *("---" for _ in codes))
    for name, entry in PAGES.items():
        who, method = (entry["post"], "POST") if isinstance(entry, dict) else (entry, "GET")
        if isinstance(who, str):
            cells = ["everybody" if who == "public" else "yes"] * len(codes)
        else:
            cells = ["yes" if code in who else "–" for code in codes]
        text += line(f"`{name}`", method, *cells)
    return text


def document() -> str:
    text = HEAD
    for role in roles():
        text += line(
            role["code"], f"{role['name']} · {role['name_en']}", role["scope"], ", ".join(role["rights"])
        )
    return text + rows_table() + returns_table() + models_table() + pages_table()


def test_the_document_says_what_the_tests_walk():
    if os.environ.get("KEQIAO_SNAPSHOT"):
        DOCUMENT.write_text(document(), encoding="utf-8")
    assert DOCUMENT.read_text(encoding="utf-8") == document()
