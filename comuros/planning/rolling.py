"""Tasks that arrive while others are done: queues of robots, and three simple ways and one
rolling-horizon way to fill them.

Pure simulation on a travel function; `benchmarks/planning.py dynamic` compares the ways. The measure is
flow time, from arrival to completion.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import combinations, permutations

Travel = Callable[[int, str, str], float]
MOST_ROUNDS = 40
MOST_REORDERED = 5


class Policy(Enum):
    """How a task that arrives is dealt with."""

    NEAREST_IDLE = "nearest idle"
    AUCTION = "auction"
    FROM_SCRATCH = "from scratch"
    ROLLING = "rolling horizon"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A task known from `time_s` on: a place and `service_s` seconds of work there."""

    time_s: float
    place: str
    service_s: float


@dataclass(slots=True)
class Queue:
    """A robot: free at `free_s` in `place`, then on to the tasks (numbers) queued."""

    free_s: float
    place: str
    tasks: list[int] = field(default_factory=list)


class Dispatcher:
    """Fills queues as tasks arrive. A task that its robot has set out for is never moved."""

    def __init__(
        self,
        arrivals: Sequence[Arrival],
        starts: Sequence[str],
        travel: Travel,
        policy: Policy,
        *,
        window_s: float = 0.0,
    ) -> None:
        self._arrivals = arrivals
        self._travel = travel
        self._policy = policy
        self._window_s = window_s
        self._queues = [Queue(0.0, start) for start in starts]
        self._waiting: list[int] = []
        self.completed_s: dict[int, float] = {}

    def run(self) -> list[float]:
        """Flow times in seconds of all tasks, in order of arrival."""
        for number, arrival in enumerate(self._arrivals):
            self._advance(arrival.time_s)
            self._take_in(number, arrival.time_s)
        self._advance(float("inf"))
        return [self.completed_s[n] - arrival.time_s for n, arrival in enumerate(self._arrivals)]

    def _take_in(self, number: int, now_s: float) -> None:
        if self._policy is Policy.NEAREST_IDLE:
            self._waiting.append(number)
            self._advance(now_s)
        elif self._policy is Policy.AUCTION:
            self._insert(number, now_s)
        elif self._policy is Policy.FROM_SCRATCH:
            open_tasks = sorted(n for queue in self._queues for n in queue.tasks)
            for queue in self._queues:
                queue.tasks.clear()
            for task in (*open_tasks, number):
                self._insert(task, now_s)
        else:
            self._insert(number, now_s)
            self._reconsider(now_s)

    def _advance(self, now_s: float) -> None:
        """Let robots set out for what is next in their queues up to a time."""
        if self._policy is Policy.NEAREST_IDLE:
            self._send_nearest(now_s)
            return
        for robot, queue in enumerate(self._queues):
            while queue.tasks and max(queue.free_s, self._arrivals[queue.tasks[0]].time_s) < now_s:
                self._set_out(robot, queue.tasks.pop(0), queue.free_s)

    def _send_nearest(self, now_s: float) -> None:
        """Oldest task first, to the nearest of the robots that are idle then."""
        while self._waiting:
            task = self._waiting[0]
            leave_s = max(self._arrivals[task].time_s, min(queue.free_s for queue in self._queues))
            if leave_s > now_s:
                return
            goal = self._arrivals[task].place
            idle = [r for r, queue in enumerate(self._queues) if queue.free_s <= leave_s]
            robot = min(idle, key=lambda r: (self._travel(r, self._queues[r].place, goal), r))
            self._waiting.pop(0)
            self._set_out(robot, task, leave_s)

    def _set_out(self, robot: int, task: int, at_s: float) -> None:
        queue, arrival = self._queues[robot], self._arrivals[task]
        leave_s = max(at_s, arrival.time_s)
        queue.free_s = leave_s + self._travel(robot, queue.place, arrival.place) + arrival.service_s
        queue.place = arrival.place
        self.completed_s[task] = queue.free_s

    def _flow_s(self, robot: int, tasks: Sequence[int], now_s: float) -> float:
        """Sum of the completion times of a queue."""
        queue = self._queues[robot]
        clock_s, place, total_s = max(queue.free_s, now_s), queue.place, 0.0
        for task in tasks:
            arrival = self._arrivals[task]
            clock_s += self._travel(robot, place, arrival.place) + arrival.service_s
            total_s += clock_s
            place = arrival.place
        return total_s

    def _insert(self, task: int, now_s: float) -> None:
        """Into the queue and position that add the least to the sum of completion times."""
        offers = []
        for robot, queue in enumerate(self._queues):
            before_s = self._flow_s(robot, queue.tasks, now_s)
            for position in range(self._committed(robot, now_s), len(queue.tasks) + 1):
                tasks = [*queue.tasks[:position], task, *queue.tasks[position:]]
                offers.append((self._flow_s(robot, tasks, now_s) - before_s, robot, position))
        _, robot, position = min(offers)
        self._queues[robot].tasks.insert(position, task)

    def _committed(self, robot: int, now_s: float) -> int:
        """How many tasks at the head of a queue are promised: those the robot sets out for within the
        window.
        """
        if self._policy is not Policy.ROLLING or self._window_s <= 0:
            return 0
        queue = self._queues[robot]
        clock_s, place, count = max(queue.free_s, now_s), queue.place, 0
        for task in queue.tasks:
            if clock_s >= now_s + self._window_s:
                break
            count += 1
            arrival = self._arrivals[task]
            clock_s += self._travel(robot, place, arrival.place) + arrival.service_s
            place = arrival.place
        return count

    def _reconsider(self, now_s: float) -> None:
        """Move, exchange and reorder tasks that are not promised, as long as the sum of completion times
        falls.
        """
        for _ in range(MOST_ROUNDS):
            before_s = sum(self._flow_s(r, queue.tasks, now_s) for r, queue in enumerate(self._queues))
            if not (self._move_best(now_s, before_s) or self._exchange(now_s) or self._reorder(now_s)):
                return

    def _move_best(self, now_s: float, before_s: float) -> bool:
        movable = [
            (task, robot)
            for robot, queue in enumerate(self._queues)
            for task in queue.tasks[self._committed(robot, now_s) :]
        ]
        for task, robot in movable:
            kept = [list(queue.tasks) for queue in self._queues]
            self._queues[robot].tasks.remove(task)
            self._insert(task, now_s)
            after_s = sum(self._flow_s(r, queue.tasks, now_s) for r, queue in enumerate(self._queues))
            if after_s < before_s - 1e-6:
                return True
            for queue, tasks in zip(self._queues, kept, strict=True):
                queue.tasks = tasks
        return False

    def _exchange(self, now_s: float) -> bool:
        """The first exchange of two robots' tasks that pays, each in the other's place."""
        movable = [
            (robot, position)
            for robot, queue in enumerate(self._queues)
            for position in range(self._committed(robot, now_s), len(queue.tasks))
        ]
        for (one, here), (other, there) in combinations(movable, 2):
            if one != other and self._pays_to_exchange(one, here, other, there, now_s):
                mine, theirs = self._queues[one].tasks, self._queues[other].tasks
                mine[here], theirs[there] = theirs[there], mine[here]
                return True
        return False

    def _pays_to_exchange(self, one: int, here: int, other: int, there: int, now_s: float) -> bool:
        mine, theirs = list(self._queues[one].tasks), list(self._queues[other].tasks)
        before_s = self._flow_s(one, mine, now_s) + self._flow_s(other, theirs, now_s)
        mine[here], theirs[there] = theirs[there], mine[here]
        after_s = self._flow_s(one, mine, now_s) + self._flow_s(other, theirs, now_s)
        return after_s < before_s - 1e-6

    def _reorder(self, now_s: float) -> bool:
        """The best order of the tasks at a queue's end that are not promised, of up to `MOST_REORDERED`."""
        improved = False
        for robot, queue in enumerate(self._queues):
            first = max(self._committed(robot, now_s), len(queue.tasks) - MOST_REORDERED)
            head, tail = queue.tasks[:first], queue.tasks[first:]
            if len(tail) < 2:
                continue
            best = self._best_order(robot, head, tail, now_s)
            tasks = [*head, *best]
            if self._flow_s(robot, tasks, now_s) < self._flow_s(robot, queue.tasks, now_s) - 1e-6:
                queue.tasks, improved = tasks, True
        return improved

    def _best_order(self, robot: int, head: list[int], tail: list[int], now_s: float) -> tuple[int, ...]:
        def flow_s(order: tuple[int, ...]) -> float:
            return self._flow_s(robot, [*head, *order], now_s)

        return min(permutations(tail), key=flow_s)
