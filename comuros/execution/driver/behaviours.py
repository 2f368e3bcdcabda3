"""Which behaviour carries out a skill: one registered by name, else what the skill's model says it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from comuros.core.predicate import Sort
from comuros.core.skill import SELF, SkillModel
from comuros.execution.driver.carry import Carry
from comuros.execution.driver.charge import Charge
from comuros.execution.driver.give import Give
from comuros.execution.driver.go_to import GoTo
from comuros.execution.driver.lift import Lift
from comuros.execution.driver.lower import Lower
from comuros.execution.driver.moment import Behaviour, SkillRun
from comuros.execution.driver.pick import Pick
from comuros.execution.driver.place import PutDown
from comuros.execution.driver.swing import Swing
from comuros.execution.driver.take import Take
from comuros.execution.driver.timed import Timed

BehaviourFactory = Callable[[SkillRun], Behaviour]


def behaviour_for(run: SkillRun, registered: Mapping[str, BehaviourFactory]) -> Behaviour:
    """A fresh behaviour for this run.

    By the model: a skill that travels goes (a team carries), one that makes `holding(?self, ...)` true takes
    hold (a team lifts), one that makes it false puts down (a team lowers); with another robot among its
    parameters the one takes from it and the other gives to it. `charge` charges, any other takes its time.
    """
    factory = registered.get(run.model.name) or _by_model(run)
    return factory(run)


def _by_model(run: SkillRun) -> BehaviourFactory:
    model, team = run.model, run.model.team
    if model.duration.travels_to:
        if team:
            return Carry
        return Swing if run.body.is_fixed else GoTo
    holding = [e for e in model.effects if e.atom.predicate == "holding" and e.atom.arguments[:1] == (SELF,)]
    if any(effect.positive for effect in holding):
        return Take if _with_another(model) else Lift if team else Pick
    if holding:
        return Give if _with_another(model) else Lower if team else PutDown
    return Charge if model.name == "charge" else Timed


def _with_another(model: SkillModel) -> bool:
    return any(parameter.sort is Sort.ROBOT for parameter in model.parameters)
