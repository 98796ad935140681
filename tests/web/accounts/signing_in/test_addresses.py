"""Whose X-Forwarded-For is believed, and how far."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keqiao.web.accounts.signing_in.addresses import forwarded_for

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
    settings.BEHIND_PROXY = True
    client.post("/accounts/login/", form, headers={"X-Forwarded-For": "203.0.113.7"})
    addresses = Entry.objects.order_by("number").values_list("address", flat=True)
    assert list(addresses) == ["127.0.0.1", "203.0.113.7"]
