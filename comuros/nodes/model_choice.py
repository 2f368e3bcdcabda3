"""Parameters and options `llm`, `llm_model`, `llm_budget` … as settings of the interpreter. No ROS in here:
the command line uses it too.
"""

from __future__ import annotations

from dataclasses import replace

from comuros.core.errors import SettingsError
from comuros.language.choice import InterpreterSettings
from comuros.llm.settings import Limits, LlmSettings, Prices

NO_MODEL = "none"
_AMOUNTS = ("calls", "tokens", "seconds", "money")


def interpreter_settings(
    llm: str, model: str, *, budget: str = "", hourly_budget: str = "", prices: str = "", steps: int = 1
) -> InterpreterSettings:
    """Controlled English alone for "none"; else the models behind it, asked in order for what the one before
    did not understand.

    Several models (a small local one, then a large one) are base URLs and names separated by commas. Budgets
    read `calls=12 tokens=60000 seconds=120 money=0.5`, prices `0.15/0.60` (money per million tokens read and
    written), one for each model.

    Raises:
        SettingsError: a base URL without the name of a model, one that is no address, or a malformed budget.
    """
    if llm == NO_MODEL:
        return InterpreterSettings()
    addresses, names = _listed(llm), _listed(model)
    if len(addresses) != len(names):
        raise SettingsError(
            f"llm is {llm!r} and the models named are {model!r}; expected one model for each address "
            "(--llm-model, or parameter llm_model)"
        )
    costs = _listed(prices) or [""] * len(names)
    if len(costs) != len(names):
        raise SettingsError(f"prices are {prices!r}; expected one for each of {len(names)} models")
    if steps not in (1, 2):
        raise SettingsError(f"the steps of interpretation are {steps}; expected 1 or 2")
    models = tuple(
        _limited(LlmSettings(model=name, base_url=address, prices=_prices(cost)), budget, hourly_budget)
        for address, name, cost in zip(addresses, names, costs, strict=True)
    )
    return InterpreterSettings(models=models, two_steps=steps == 2)


def limits_of(text: str, default: Limits) -> Limits:
    """A budget as text; what it does not name keeps its default.

    Raises:
        SettingsError: it is malformed.
    """
    found = default
    for part in text.replace(",", " ").split():
        name, _, amount = part.partition("=")
        if name not in _AMOUNTS:
            raise SettingsError(f"budget {part!r} is not understood; expected {'=…, '.join(_AMOUNTS)}=…")
        try:
            value = float(amount)
        except ValueError:
            raise SettingsError(f"budget {part!r} has no number; expected such as {name}=12") from None
        if value < 0:
            raise SettingsError(f"budget {part!r} is negative; expected 0 (no limit) or more")
        amounts = {
            "calls": found.calls,
            "tokens": found.tokens,
            "seconds": found.seconds,
            "money": found.money,
        }
        amounts[name] = value
        found = Limits(int(amounts["calls"]), int(amounts["tokens"]), amounts["seconds"], amounts["money"])
    return found


def _limited(settings: LlmSettings, budget: str, hourly_budget: str) -> LlmSettings:
    return replace(
        settings,
        per_mission=limits_of(budget, settings.per_mission),
        per_hour=limits_of(hourly_budget, settings.per_hour),
    )


def _prices(text: str) -> Prices:
    if not text:
        return Prices()
    read, slash, written = text.partition("/")
    try:
        return Prices(float(read), float(written if slash else read))
    except ValueError:
        raise SettingsError(f"price {text!r} is not understood; expected such as 0.15/0.60") from None


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
