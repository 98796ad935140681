"""No default accounts: the first administrators are made by a command, once."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from keqiao.web.accounts.first_start import First, create_first, is_empty
from keqiao.web.accounts.models import Role, User
from keqiao.web.accounts.separation import problem, rights_of
from keqiao.web.administration.services.users import create_user
from keqiao.web.audit.models import Entry
from keqiao.web.registry.models import Region

NAMES = {"system": "wang", "security": "li", "audit": "zhao"}


def run(**options) -> str:
    out = io.StringIO()
    call_command("first_administrators", stdout=out, **(NAMES | options))
    return out.getvalue()


def test_a_new_database_has_no_user(db):
    assert is_empty()
    assert not User.objects.exists()


def test_three_persons_with_generated_passwords(db):
    said = run()
    for name in NAMES.values():
        user = User.objects.get(username=name)
        line = next(line for line in said.splitlines() if f"{name} " in line)
        password = line.rsplit("：", 1)[-1].rsplit(": ", 1)[-1].strip()
        assert user.check_password(password)
        assert user.must_change_password
        assert problem(rights_of(user.roles.all())) == ""
    roles = Role.objects.filter(mfa_required=True).values_list("code", flat=True)
    assert set(roles) == {
        "system_admin",
        "security_admin",
        "audit_admin",
        "bureau_officer",
        "finance_officer",
    }
    assert Entry.objects.filter(action="accounts.first_administrator").count() == 3
    create_user(User.objects.get(username="wang"), "clerk", "填报员", None)
    with pytest.raises(CommandError, match=r"已有管理员|administrators already"):
        run(system="a", security="b", audit="c")


def test_passwords_from_files(db, tmp_path, monkeypatch):
    for part in ("SYSTEM", "SECURITY", "AUDIT"):
        path = tmp_path / part
        path.write_text(f"Long-enough-{part.lower()}-83\n", encoding="utf-8")
        monkeypatch.setenv(f"KEQIAO_{part}_PASSWORD_FILE", str(path))
    said = run()
    assert "Long-enough" not in said
    assert User.objects.get(username="wang").check_password("Long-enough-system-83")
    assert User.objects.get(username="wang").must_change_password


def test_a_weak_password_or_a_missing_file_makes_nobody(db, tmp_path, monkeypatch):
    monkeypatch.setenv("KEQIAO_AUDIT_PASSWORD", "12345678")
    with pytest.raises(CommandError):
        run()
    monkeypatch.delenv("KEQIAO_AUDIT_PASSWORD")
    monkeypatch.setenv("KEQIAO_AUDIT_PASSWORD_FILE", str(tmp_path / "none"))
    with pytest.raises(CommandError, match="KEQIAO_AUDIT_PASSWORD_FILE"):
        run()
    assert is_empty()


@pytest.mark.parametrize(
    "names", [{"system": "li"}, {"audit": "LI"}, {"system": "a b"}, {"system": "x" * 151}]
)
def test_three_usable_names(names, db):
    with pytest.raises(CommandError):
        run(**names)
    assert is_empty()


def test_without_a_terminal_the_names_must_be_given(db, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    with pytest.raises(CommandError, match="--system"):
        call_command("first_administrators")


def test_not_in_the_demonstration(db):
    Region.objects.create(name="示范市", division_code="320481", demonstration=True)
    with pytest.raises(CommandError, match=r"演示|demonstration"):
        run()
    assert is_empty()


def test_a_name_that_is_taken(db, user_with):
    user_with("leader", username="wang")
    with pytest.raises(CommandError):
        run()
    with pytest.raises(ValidationError):
        create_first([First("system_admin", "x")])


def test_the_sign_in_page_says_what_to_do(client, db):
    assert "keqiao manage first_administrators" in client.get("/accounts/login/").content.decode()
    run()
    assert "first_administrators" not in client.get("/accounts/login/").content.decode()
