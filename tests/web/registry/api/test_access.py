"""Every operation of the API × every role × own and foreign rows, against the table in access.yaml."""

from pathlib import Path

import pytest
import yaml
from django.test import Client
from tests.golden import golden
from tests.web.conftest import ROLES
from tests.web.registry.city import reference, side

from keqiao.web.registry.registers import REGISTERS
from keqiao.web.site.api import api

TABLE = yaml.safe_load(Path(__file__).with_name("access.yaml").read_text(encoding="utf-8"))["kinds"]
KIND = {key: kind for kind in TABLE.values() for key in kind["registers"]}
VERBS = {"list", "read", "record", "change", "withdraw"}


def operations() -> set[str]:
    paths = api.get_openapi_schema(path_prefix="/api/v1/")["paths"]
    return {
        operation["operationId"]
        for path, methods in paths.items()
        if path.startswith("/api/v1/registers")
        for operation in methods.values()
    }


def test_every_register_stands_in_the_table_once():
    named = [key for kind in TABLE.values() for key in kind["registers"]]
    assert sorted(named) == sorted(REGISTERS)


def test_every_operation_is_walked():
    known = {f"{verb}{register.model.__name__}" for verb in VERBS for register in REGISTERS.values()}
    assert operations() == known | {"registers", "history", "restore"}


def reach(kind: dict, what: str, role: str) -> str:
    return kind[what].get(role, "none")


@golden
def rows(db):
    """Register key → (own row, foreign row); reference data is the same row twice, of nobody."""
    common = reference()
    sides = (side(0, common), side(1, common))
    found = {}
    for key, register in REGISTERS.items():
        pair = [one.rows.get(register.model) or common[register.model] for one in sides]
        found[key] = pair
    return sides, found


def ask(client: Client, method: str, path: str, given: dict | None = None) -> int:
    address = f"/api/v1/registers{path}"
    if method == "get":
        return client.get(address).status_code
    return getattr(client, method)(address, given or {}, content_type="application/json").status_code


@pytest.mark.parametrize("role", [*ROLES, None])
def test_each_role_reads_and_changes_what_the_table_says(role, rows, client_of):
    sides, found = rows
    unit = sides[0].firm_unit if role == "firm" else sides[0].unit
    client = client_of(role, unit=unit) if role else Client()
    client.raise_request_exception = False
    wrong = []
    for key, (own, foreign) in found.items():
        kind = KIND[key]
        shared = own.pk == foreign.pk
        for row, whose in ((own, "own"), (foreign, "foreign")):
            reads = reach(kind, "reads", role or "") in (
                {"all", "own"} if whose == "own" and not shared else {"all"}
            )
            changes = reach(kind, "changes", role or "") in (
                {"all", "own"} if whose == "own" and not shared else {"all"}
            )
            # A change to the value that is there is a change of nothing, so the source is changed; then withdrawn.
            answers = {
                "read": (ask(client, "get", f"/{key}/{row.pk}"), reads, {200}),
                "change": (
                    ask(
                        client,
                        "patch",
                        f"/{key}/{row.pk}",
                        {"version": row.version, "source": f"来源 {whose}"},
                    ),
                    changes,
                    {200},
                ),
            }
            row.refresh_from_db()
            answers["withdraw"] = (
                # 422: other rows refer to it, which is told only to who may change it.
                ask(client, "post", f"/{key}/{row.pk}/withdraw", {"reason": "示范"}),
                changes,
                {200, 422},
            )
            row.refresh_from_db()
            if row.withdrawn_at is not None:
                answers["restore"] = (
                    ask(client, "post", f"/{key}/{row.pk}/restore", {"reason": "示范"}),
                    changes,
                    {200},
                )
                row.refresh_from_db()
            for verb, (status, allowed, good) in answers.items():
                refused = {401} if role is None else {403, 404, 422} if verb == "withdraw" else {403, 404}
                if status not in (good if allowed else refused):
                    wrong.append(f"{verb} {whose} {key}: {status}, allowed: {allowed}")
            if shared:
                break
        lists = ask(client, "get", f"/{key}/")
        may_list = role is not None and bool({"own", "all"} & set(reads_anywhere(role)))
        if lists != (200 if may_list else 401 if role is None else 403):
            wrong.append(f"list {key}: {lists}")
    assert not wrong


def reads_anywhere(role: str) -> list[str]:
    """What the role reads in any register: who reads none has not the right at all."""
    return [reach(kind, "reads", role) for kind in TABLE.values()]


@pytest.mark.parametrize("role", ["platform_clerk", "firm", "congress", "sysadmin_is_none"])
def test_a_foreign_row_looks_like_none(role, rows, client_of):
    """Whether a row exists is not told to who may not see it."""
    if role == "sysadmin_is_none":
        role = "system_admin"
    sides, found = rows
    client = client_of(role, unit=sides[0].unit)
    for key, (_, foreign) in found.items():
        if reach(KIND[key], "reads", role) == "all":
            continue
        there = client.get(f"/api/v1/registers/{key}/{foreign.pk}")
        absent = client.get(f"/api/v1/registers/{key}/999999999")
        if reach(KIND[key], "reads", role) != "all" and foreign.pk:
            assert (there.status_code, there.json()) == (absent.status_code, absent.json()), key
