"""People of the embedded world over ROS: they hear `human_request` and answer through the service. The
simulator holds one where its parameter `people` asks for it.
"""

from __future__ import annotations

from rclpy.node import Node

from comuros.core.command import RequestKind
from comuros.core.errors import InputError, SettingsError
from comuros.core.event import HumanAnswered
from comuros.nodes import qos
from comuros.nodes.convert.human_request import human_request_from_ros
from comuros.sim import Simulation
from comuros.sim.people import Habits, Manner, SimulatedPeople
from comuros_msgs.msg import HumanRequest
from comuros_msgs.srv import AnswerHuman

NOBODY = "none"
MANNERS = (NOBODY, *(manner.value.replace(" ", "_") for manner in Manner))


class PeopleOfTheWorld:
    """Requests in, answers out; `tick` with the world's time. Approvals and questions are left to real
    people.
    """

    def __init__(self, node: Node, world: Simulation, manner: str) -> None:
        """
        Raises:
            SettingsError: the manner is none of `MANNERS`.
        """
        if manner not in MANNERS:
            raise SettingsError(f"parameter 'people' is {manner!r}; expected one of {', '.join(MANNERS)}")
        self._node = node
        self._world = world
        self._people = SimulatedPeople(world, _habits(world, manner))
        self._answers = node.create_client(AnswerHuman, "answer_human")
        node.create_subscription(HumanRequest, "human_request", self._on_request, qos.HUMAN_REQUEST)

    def tick(self) -> None:
        """Say and do what is due."""
        for answer in self._people.tick(self._world.time_s):
            self._say(answer)

    def _on_request(self, message: HumanRequest) -> None:
        try:
            request = human_request_from_ros(message)
        except InputError as error:
            self._node.get_logger().warning(str(error))
            return
        if message.closed:
            self._people.closed(request.request_id)
        elif request.kind is RequestKind.TASK:
            self._people.asked(request, now_s=self._world.time_s)

    def _say(self, answer: HumanAnswered) -> None:
        request = AnswerHuman.Request(
            request_id=answer.request_id, answer=answer.answer, answered_by="a simulated person"
        )
        self._answers.call_async(request)


def _habits(world: Simulation, manner: str) -> dict[str, Habits]:
    if manner == NOBODY:
        return {}
    habits = Habits(Manner(manner.replace("_", " ")), approves=None)
    return {person.name: habits for person in world.loaded.scenario.robots if person.is_human}
