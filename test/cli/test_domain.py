"""Two systems never get the same ROS domain."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from comuros.cli.system.domain import HIGHEST, LOWEST, lease_domain
from comuros.core.errors import SettingsError


def test_two_leases_differ_and_stay_below_the_ephemeral_ports(tmp_path: Path) -> None:
    with lease_domain(folder=tmp_path) as one, lease_domain(folder=tmp_path) as other:
        assert one.domain != other.domain
        assert {one.domain, other.domain} <= set(range(LOWEST, HIGHEST + 1))


def test_a_wanted_domain_is_given_once(tmp_path: Path) -> None:
    with (
        lease_domain(37, folder=tmp_path),
        pytest.raises(SettingsError, match="domain 37 is in use"),
    ):
        lease_domain(37, folder=tmp_path)


def test_a_released_domain_can_be_leased_again(tmp_path: Path) -> None:
    with lease_domain(38, folder=tmp_path):
        pass
    with lease_domain(38, folder=tmp_path) as again:
        assert again.domain == 38


def test_a_domain_whose_ports_are_taken_is_not_given(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.bind(("127.0.0.1", 7400 + 250 * 39 + 10))
        with pytest.raises(SettingsError, match="domain 39 is in use"):
            lease_domain(39, folder=tmp_path)


@pytest.mark.parametrize("domain", [0, 102, -1])
def test_a_domain_out_of_range_is_refused(tmp_path: Path, domain: int) -> None:
    with pytest.raises(SettingsError, match=f"domain {domain} cannot be used; expected 1 to 101"):
        lease_domain(domain, folder=tmp_path)
