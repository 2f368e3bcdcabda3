"""The guard of `test/conftest.py` holds: no test can reach a vendor, whatever library it tries with."""

from __future__ import annotations

import os
import socket

import pytest

VENDOR = "203.0.113.7"  # an address reserved for documentation, RFC 5737


def test_connections_off_this_machine_are_refused_before_a_packet_leaves() -> None:
    with socket.socket() as attempt, pytest.raises(PermissionError, match=VENDOR):
        attempt.connect((VENDOR, 443))


def test_datagrams_are_refused_too() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as attempt, pytest.raises(PermissionError):
        attempt.sendto(b"?", (VENDOR, 53))


def test_names_are_not_looked_up() -> None:
    with pytest.raises(PermissionError, match=r"api\.openai\.com"):
        socket.getaddrinfo("api.openai.com", 443)


def test_the_openai_client_cannot_get_through() -> None:
    import openai

    client = openai.OpenAI(api_key="none", base_url=f"https://{VENDOR}/v1", max_retries=0)
    with pytest.raises((openai.APIConnectionError, PermissionError)):
        client.models.list()


def test_this_machine_is_allowed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()
    assert socket.getaddrinfo("localhost", 80)


def test_keys_of_the_person_who_runs_the_tests_are_not_seen() -> None:
    assert "OPENAI_API_KEY" not in os.environ
