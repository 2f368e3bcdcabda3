"""The Fast DDS profile: traffic stays on loopback and 120 processes find each other."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

PROFILE = Path(__file__).resolve().parents[2] / "config" / "fastdds_loopback.xml"
NAMESPACE = {"dds": "http://www.eprosima.com/XMLSchemas/fastRTPS_Profiles"}


def _texts(path: str) -> list[str]:
    return [str(found.text) for found in ElementTree.parse(PROFILE).getroot().findall(path, NAMESPACE)]


def test_no_interface_but_loopback_is_used() -> None:
    assert _texts(".//dds:interfaceWhiteList/dds:address") == ["127.0.0.1"]
    assert _texts(".//dds:useBuiltinTransports") == ["false"]


def test_discovery_asks_loopback_and_needs_no_multicast() -> None:
    assert _texts(".//dds:initialPeersList/dds:locator/dds:udpv4/dds:address") == ["127.0.0.1"]


def test_discovery_reaches_120_participants_of_a_domain() -> None:
    assert _texts(".//dds:transport_descriptor/dds:maxInitialPeersRange") == ["120"]


def test_the_transport_the_participant_uses_is_the_one_that_is_described() -> None:
    described = _texts(".//dds:transport_descriptor/dds:transport_id")
    assert described == _texts(".//dds:userTransports/dds:transport_id")


def test_it_is_the_default_profile_of_every_participant() -> None:
    participants = ElementTree.parse(PROFILE).getroot().findall("dds:participant", NAMESPACE)
    assert [participant.attrib["is_default_profile"] for participant in participants] == ["true"]


def test_what_a_busy_process_has_not_read_yet_is_kept() -> None:
    assert _texts(".//dds:transport_descriptor/dds:receiveBufferSize") == [str(4 * 1024 * 1024)]
