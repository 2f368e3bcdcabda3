"""The zones a robot is kept out of, as the reason why it does not do a task, or why it takes longer."""

from __future__ import annotations

from collections.abc import Callable

from comuros.core.keep_out import KeepOut, rules_of, within
from comuros.core.literal import ANYTHING
from comuros.core.scenario import TravelModel


def rules_in_the_way(travel: TravelModel, robot: str, helps: Callable[[TravelModel], bool]) -> str:
    """The first rule without which it would be otherwise, in words; all of the robot's where it takes more
    than one; "" where it is not for them.

    Args:
        travel: ways that keep the rules.
        robot: whose rules are asked about.
        helps: whether with these ways, which keep fewer rules, it is otherwise.
    """
    mine = [rule for rule in rules_of(travel) if rule.robot == robot]
    for rule in mine:
        if helps(within(travel, [other for other in rules_of(travel) if other != rule])):
            return in_words(rule)
    others = [rule for rule in rules_of(travel) if rule.robot != robot]
    if len(mine) > 1 and helps(within(travel, others)):
        return "; ".join(in_words(rule) for rule in mine)
    return ""


def in_words(rule: KeepOut) -> str:
    """The rule as a sentence, with what the person said."""
    who, zone = (name.replace("_", " ") for name in (rule.robot, rule.zone))
    things = ["anything" if thing == ANYTHING else thing.replace("_", " ") for thing in rule.holding]
    holding = f" while it holds {' or '.join(things)}" if things else ""
    said = rule.words or rule.clause
    return f"{who} must not enter {zone}{holding}" + (f" ({said})" if said else "")
