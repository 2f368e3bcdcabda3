"""How large the prompts are for teams and worlds of growing size: characters, and tokens by the tokenizer of
the packaged local model where that is installed.

Usage: python benchmarks/prompt_sizes.py. The schema is sent beside the prompt; its size is printed apart.
"""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace

from comuros.core.errors import ComurosError
from comuros.core.mission import MissionState, NodeState
from comuros.core.place import Place, WorldObject
from comuros.core.robot import Robot
from comuros.core.scenario import Rule, Scenario
from comuros.core.session import ActiveMission, Exchange, Session, TaskStanding
from comuros.core.skill import SkillModel
from comuros.language.interpreter import InterpretationContext
from comuros.language.prompt import first_messages
from comuros.language.reply_schema import reply_schema
from comuros.language.report import interpret_text
from comuros.language.scenario_excerpt import excerpt
from comuros.llm.local_models import model_file
from comuros.llm.local_server import LocalServer, LocalServerSettings
from comuros.scenario import load_scenario

TEXT = "Bring the blood sample to ward 7, then courier 2 takes the case 901 to ward 777."
SIZES = ((3, 0, 0), (10, 0, 0), (100, 0, 0), (10, 1000, 0), (10, 0, 1000), (100, 1000, 1000))


def enlarged(scenario: Scenario, *, robots: int, places: int, skills: int) -> Scenario:
    """The same scenario with more of everything: `robots` in all, and so many more places, objects, rules and
    skills.
    """
    kind, courier = scenario.object_kinds[0], scenario.robots[0]
    pose = scenario.places[0].pose
    team = tuple(
        Robot(f"courier_{n}", courier.type, courier.start, synonyms=(f"porter {n}",))
        for n in range(1, robots + 1)
    )
    wards = tuple(
        Place(f"ward_{n}", pose, "ward", synonyms=(f"sick room {n}",)) for n in range(1, places + 1)
    )
    cases = tuple(
        WorldObject(f"case_{n}", kind, "pharmacy", synonyms=(f"crate {n}",)) for n in range(1, places + 1)
    )
    more = tuple(_skill(scenario.skills[0], n) for n in range(1, skills + 1))
    rules = tuple(Rule(f"Nobody enters ward {n} at night.") for n in range(1, places + 1))
    return replace(
        scenario,
        robots=team,
        places=(*scenario.places, *wards),
        objects=(*scenario.objects, *cases),
        skills=(*scenario.skills, *more),
        rules=(*scenario.rules, *rules),
    )


def _skill(pattern: SkillModel, number: int) -> SkillModel:
    return replace(pattern, name=f"treat_{number}", synonyms=(f"apply treatment {number}",))


def prompt_of(scenario: Scenario, text: str = TEXT) -> tuple[str, str]:
    """System and user text of the first question about an instruction, with a session of eight exchanges and
    a mission under way; and the schema.
    """
    tree = interpret_text("Bring the lunch to room 3, then clean room 4.", scenario=scenario).tree
    assert tree is not None
    standings = tuple(TaskStanding(task.id, NodeState.ACTIVE, ("courier_1",)) for task in tree.tasks())
    said = Exchange("Bring the lunch to room 3, then clean room 4.", tree, "succeeded")
    session = Session((said,) * 8, ActiveMission("m1", said.text, tree, MissionState.EXECUTING, standings))
    context = InterpretationContext(scenario, scenario.initial_state(), session=session)
    shown = excerpt(scenario, text)
    messages = first_messages(text, context, shown)
    return "\n".join(message.content for message in messages), reply_schema(shown).json_text


def token_counter(stack: ExitStack) -> Callable[[str], int]:
    """Counts tokens by the packaged model's own tokenizer, served by llama.cpp in this process.

    Raises:
        PartMissing: the local model is not installed.
    """
    name, file = model_file()
    server = stack.enter_context(LocalServer(LocalServerSettings(file, name, port=0)))
    address = server.base_url.removesuffix("/v1") + "/tokenize"
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def count(text: str) -> int:
        body = json.dumps({"content": text}).encode()
        request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
        with opener.open(request, timeout=60) as answer:
            return len(json.loads(answer.read())["tokens"])

    return count


def not_counted(_text: str) -> int:
    """Stands in where there is no tokenizer."""
    return -1


def main() -> None:
    hospital = load_scenario("hospital").scenario
    with ExitStack() as stack:
        try:
            count = token_counter(stack)
        except ComurosError as error:
            print(f"tokens are not counted: {error}")
            count = not_counted
        print("robots  more places  more skills  characters  tokens  schema characters")
        for robots, places, skills in SIZES:
            prompt, schema = prompt_of(enlarged(hospital, robots=robots, places=places, skills=skills))
            tokens = count(prompt)
            shown = str(tokens) if tokens >= 0 else "-"
            print(
                f"{robots:6d}  {places:11d}  {skills:11d}  {len(prompt):10d}  {shown:>6}  {len(schema):17d}"
            )


if __name__ == "__main__":
    main()
