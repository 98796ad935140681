"""Whose X-Forwarded-For is believed, and how far."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keqiao.web.accounts.signing_in.addresses import ProxiedAddress, counted_address, forwarded_for
from keqiao.web.site import environment

LOCAL = ["127.0.0.1", "::1"]


@pytest.mark.parametrize(
    ("peer", "header", "proxies", "expected"),
    [
        ("127.0.0.1", "203.0.113.7", LOCAL, "203.0.113.7"),
        ("198.51.100.9", "203.0.113.7", LOCAL, "198.51.100.9"),  # a stranger may write what he likes
        ("127.0.0.1", "10.0.0.1, 203.0.113.7", LOCAL, "203.0.113.7"),  # the left part was sent by the client
        ("127.0.0.1", "203.0.113.7, 10.0.0.2", [*LOCAL, "10.0.0.0/24"], "203.0.113.7"),
        ("127.0.0.1", "junk", LOCAL, "127.0.0.1"),
        ("127.0.0.1", "203.0.113.7, junk", LOCAL, "127.0.0.1"),
        ("127.0.0.1", "203.0.113.7:50012", LOCAL, "203.0.113.7"),
        ("::1", "[2001:db8::1]:443", LOCAL, "2001:db8::1"),
        ("::ffff:127.0.0.1", "::ffff:203.0.113.7", LOCAL, "203.0.113.7"),
        ("198.51.100.9", "10.0.0.1, 203.0.113.7", ["*"], "203.0.113.7"),
        ("", "203.0.113.7", LOCAL, "203.0.113.7"),  # a proxy on a local socket
    ],
)
def test_the_first_address_from_the_right_that_is_no_proxy(peer, header, proxies, expected):
    assert forwarded_for(peer, header, proxies) == expected


@given(st.text(max_size=200), st.text(max_size=50))
def test_a_stranger_is_never_another(header, junk):
    assert forwarded_for("198.51.100.9", header, [*LOCAL, junk]) == "198.51.100.9" or "*" in junk


@given(st.lists(st.ip_addresses().map(str), min_size=1), st.ip_addresses(v=4).map(str))
def test_what_stands_left_of_the_client_changes_nothing(made_up, client):
    if client in LOCAL:
        return
    assert forwarded_for("127.0.0.1", ", ".join([*made_up, client]), LOCAL) == client


def test_without_a_proxy_the_header_means_nothing(client, db, settings):
    from keqiao.web.audit.models import Entry

    form = {"username": "nobody", "password": "x"}
    client.post("/accounts/login/", form, headers={"X-Forwarded-For": "203.0.113.7"})
    settings.BEHIND_PROXY = True  # 127.0.0.1 is believed
    client.post("/accounts/login/", form, headers={"X-Forwarded-For": "203.0.113.7"})
    addresses = Entry.objects.order_by("number").values_list("address", flat=True)
    assert list(addresses) == ["127.0.0.1", "203.0.113.7"]


def test_the_scheme_is_believed_of_proxies_only(rf, settings):
    """Else anybody would tell us that the connection is encrypted, or on whose behalf it comes."""
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    seen = []
    pass_on = ProxiedAddress(
        lambda request: seen.append((request.is_secure(), request.META.get("REMOTE_ADDR")))
    )
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}
    for behind, peer in (
        (False, "127.0.0.1"),
        (True, "198.51.100.9"),
        (True, "127.0.0.1"),
        (True, "10.0.0.4"),
    ):
        settings.BEHIND_PROXY, settings.PROXIES = behind, [*LOCAL, "10.0.0.0/24"]
        pass_on(rf.get("/", headers=headers, REMOTE_ADDR=peer))
    assert seen == [
        (False, "127.0.0.1"),
        (False, "198.51.100.9"),
        (True, "203.0.113.7"),
        (True, "203.0.113.7"),
    ]


@pytest.mark.parametrize(
    ("behind", "named", "expected"),
    [
        (None, None, (False, LOCAL)),
        ("0", "10.0.0.5", (False, LOCAL)),
        ("1", None, (True, LOCAL)),
        ("1", "10.0.0.5", (True, ["10.0.0.5"])),
        ("10.0.0.5,10.1.0.0/16", None, (True, ["10.0.0.5", "10.1.0.0/16"])),
    ],
)
def test_which_proxies_are_believed(behind, named, expected, monkeypatch):
    for name, value in (("KEQIAO_BEHIND_PROXY", behind), ("KEQIAO_PROXIES", named)):
        monkeypatch.delenv(name, raising=False)
        if value is not None:
            monkeypatch.setenv(name, value)
    assert environment.proxies() == expected


@pytest.mark.parametrize("word", ["proxy.example", "10.0.0.5,nginx", "10.0.0.0/99"])
def test_a_word_that_is_no_address_is_named(word, monkeypatch):
    monkeypatch.setenv("KEQIAO_BEHIND_PROXY", word)
    with pytest.raises(environment.ConfigurationError, match="KEQIAO_BEHIND_PROXY"):
        environment.proxies()


@pytest.mark.parametrize(
    ("peer", "counted"),
    [("203.0.113.7", "203.0.113.7"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"), ("::1", "::1"), ("", None)],
)
def test_under_which_address_failures_are_counted(peer, counted, rf):
    assert counted_address(rf.get("/", REMOTE_ADDR=peer)) == counted
