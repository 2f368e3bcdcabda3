"""Parameters and options `llm` and `llm_model` as settings of the interpreter. No ROS in here: the command
line uses it too.
"""

from __future__ import annotations

from comuros.core.errors import SettingsError
from comuros.language.choice import InterpreterSettings
from comuros.llm.settings import LlmSettings

NO_MODEL = "none"


def interpreter_settings(llm: str, model: str) -> InterpreterSettings:
    """Controlled English alone for "none"; else with the model at that base URL behind it, for what it does
    not understand.

    Raises:
        SettingsError: a base URL without the name of a model, or one that is no address.
    """
    if llm == NO_MODEL:
        return InterpreterSettings()
    if not model:
        raise SettingsError(
            f"llm is {llm!r} but no model is named; expected --llm-model, or parameter llm_model"
        )
    return InterpreterSettings(models=(LlmSettings(model=model, base_url=llm),))
