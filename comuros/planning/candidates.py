"""Ways of doing every task, compiled from the state expected at its start, with the order that shared
objects imply.

`build_instance` turns a planning problem into numbers; what cannot be done at all comes back with every
reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from comuros.core.carrying import HOLDING, capacity_of
from comuros.core.literal import Atom, Literal
from comuros.core.planning_problem import PlanningProblem
from comuros.core.robot import Robot
from comuros.core.scenario import Scenario, TravelModel
from comuros.core.task import FormulaGoal, Goal, Task
from comuros.core.task_model import TaskModel, Uncompilable, compile_task
from comuros.core.world_state import WorldState
from comuros.planning.approach import CM_PER_M, Approach
from comuros.planning.crew import Crews, Refused, own_predicates
from comuros.planning.expectation import expected_state, is_about
from comuros.planning.features.carrying import carriers_of
from comuros.planning.features.energy import batteries_of
from comuros.planning.features.keeping import kept_of
from comuros.planning.features.rules import RuleBook
from comuros.planning.features.sharing import crossings_of
from comuros.planning.features.windows import deadlines_of, releases_of
from comuros.planning.formula_leaf import FormulaLeaves
from comuros.planning.frozen import FrozenTask, abortable, freeze, going_on, ready_times
from comuros.planning.instance import Instance, Pool, Turn, Way
from comuros.planning.interference import apart_pairs, enabling_edge, protecting_edge
from comuros.planning.near_view import NearView
from comuros.planning.network import TaskNetwork, build_network
from comuros.planning.ticks import ticks_of


@dataclass(frozen=True, slots=True)
class Undoable:
    """A task that nobody can do, with why each crew cannot."""

    task: Task
    refused: tuple[Refused, ...]


@dataclass(frozen=True, slots=True)
class Built:
    """An instance, and the tasks for which it has no way at all."""

    instance: Instance
    undoable: tuple[Undoable, ...]


class Candidates:
    """Compiles ways; a task is compiled once per group of like robots and set of predecessors."""

    def __init__(
        self,
        problem: PlanningProblem,
        *,
        scenario: Scenario,
        travel: TravelModel,
        approach: Approach,
        frozen: Mapping[str, FrozenTask],
    ) -> None:
        self._problem = problem
        self._scenario = scenario
        self._travel = travel
        self._approach = approach
        self._frozen = frozen
        self._near = NearView(scenario)
        self._reaching: dict[tuple[str, tuple[str, ...]], tuple[str, ...]] = {}
        self._present: dict[tuple[str, ...], WorldState] = {}
        self._own = own_predicates(scenario)
        self._crews = Crews(problem, scenario)
        self._rules = RuleBook(scenario, problem.now_s)
        self._leaves = FormulaLeaves(scenario, travel)
        self._abortable = {running.task_id: running for running in abortable(problem)}
        self.refused: dict[str, list[Refused]] = {}

    def ways(self, task: Task, *, before: Sequence[Sequence[Way]], state: WorldState) -> tuple[Way, ...]:
        """Every way of doing the task once the tasks `before` (their ways, in order) are done."""
        allowed, refused = self._crews.permitted(task)
        self.refused[task.id] = list(refused)
        found: list[Way] = []
        crews = self._crews.of_size(allowed, task.robots)
        if not crews:
            self.refused[task.id].append(
                Refused(allowed, f"needs {task.robots} robots, {len(allowed)} may do it")
            )
        for pools in crews:
            found += self._in_turn(task, pools, before, state)
        return tuple(found) if task.id not in self._abortable else self._or_anew(task, found)

    def _or_anew(self, task: Task, ways: Sequence[Way]) -> tuple[Way, ...]:
        """A task under way goes on, or is done anew at the price of stopping it."""
        running = self._abortable[task.id]
        on = going_on(running, self._problem, scenario=self._scenario, travel=self._travel)
        price = ticks_of(running.abort_price_s or 0.0)
        return (on, *(replace(way, penalty=price) for way in ways))

    def _in_turn(
        self, task: Task, pools: tuple[Pool, ...], before: Sequence[Sequence[Way]], state: WorldState
    ) -> list[Way]:
        """The ways of a crew; those of one that holds something now are for the first task of a robot, or
        for later ones.
        """
        names = tuple(name for pool in pools for name in pool.robots[: pool.count])
        state = self._seen(state, [self._crews.robot(name) for name in names])
        for entry in self._frozen.values():
            if set(names) & set(entry.frozen.robots):
                state = state.after(entry.ways[0].model.effects if entry.ways[0].model else ())
        held = [fact for fact in state.facts if fact.predicate in self._own and fact.arguments[0] in names]
        if not held:
            return self._compiled(task, pools, before, state)
        freed = state.after(
            Literal(fact, positive=False) for fact in sorted(held) if not self._kept_until(task, fact)
        )
        first = self._compiled(task, pools, before, state)
        later = self._compiled(task, pools, before, freed)
        turns = ((first, Turn.FIRST), (later, Turn.LATER))
        return [replace(way, turn=turn) for ways, turn in turns for way in ways]

    def _kept_until(self, task: Task, held: Atom) -> bool:
        """Whether a robot with room for more still has in hand what this task brings when its turn comes."""
        robot, thing = self._crews.robot(held.arguments[0]), held.arguments[-1]
        return held.predicate == HOLDING and capacity_of(robot) > 1 and thing in _things_of(task)

    def _compiled(
        self, task: Task, pools: tuple[Pool, ...], before: Sequence[Sequence[Way]], state: WorldState
    ) -> list[Way]:
        names = tuple(name for pool in pools for name in pool.robots[: pool.count])
        robots = [self._crews.robot(name) for name in names]
        expected = expected_state(state, before, names)
        models = self._models(task, robots, expected)
        if isinstance(models, Uncompilable):
            self.refused[task.id].append(Refused(names, models.reason))
            return []
        ways = []
        for model in models:
            way = self._way(task, pools, robots, model, expected)
            way = replace(way, linked=self._linked(model, names, before, state))
            permitted, forbidden = self._rules.applied(way)
            self.refused[task.id] += [Refused(out, words) for out, words in forbidden]
            near = self._within_reach(permitted, names, before) if permitted is not None else None
            ways += [near] if near is not None else []
        return ways

    def _models(
        self, task: Task, robots: Sequence[Robot], expected: WorldState
    ) -> tuple[TaskModel, ...] | Uncompilable:
        if isinstance(task.work, FormulaGoal) and len(robots) == 1:
            return self._leaves.models(task, robots[0], expected)
        model = compile_task(
            task,
            robots=robots,
            state=expected,
            scenario=self._near.scenario(robots),
            travel=self._travel,
        )
        return model if isinstance(model, Uncompilable) else (model,)

    def _seen(self, state: WorldState, robots: Sequence[Robot]) -> WorldState:
        """The state as the crew sees it; computed once per crew for the present state."""
        if state is not self._problem.state:
            return self._near.state(state, robots)
        key = tuple(robot.name for robot in robots)
        if key not in self._present:
            self._present[key] = self._near.state(state, robots)
        return self._present[key]

    def _way(
        self,
        task: Task,
        pools: tuple[Pool, ...],
        robots: Sequence[Robot],
        model: TaskModel,
        expected: WorldState,
    ) -> Way:
        lead = robots[0]
        stands = next((lit.atom.arguments[-1] for lit in model.preconditions if _is_at(lit, lead.name)), "")
        anchor = model.start or stands or expected.value("at", lead.name) or ""
        return Way(
            task_id=task.id,
            pools=pools,
            start=anchor,
            end=model.end or anchor,
            ticks=ticks_of(model.duration_s),
            cost_cm=round(model.cost * CM_PER_M),
            model=model,
        )

    def _linked(
        self,
        model: TaskModel,
        names: Sequence[str],
        before: Sequence[Sequence[Way]],
        state: WorldState,
    ) -> tuple[str, ...]:
        """Earlier tasks that leave behind what only their own robot has and this one needs."""
        own = [
            lit
            for lit in model.preconditions
            if any(is_about(lit, n) for n in names) and not state.holds(lit)
        ]
        return tuple(
            ways[0].task_id
            for ways in before
            if any(not expected_state(state, [ways], names).unmet([literal]) for literal in own)
        )

    def _within_reach(self, way: Way, names: tuple[str, ...], before: Sequence[Sequence[Way]]) -> Way | None:
        pools = []
        for pool in way.pools:
            near = self._near_to(way.start, pool.robots)
            if near is not pool.robots:
                near = tuple(r for r in pool.robots if r in near or self._is_led_to(way.start, r, before))
            if len(near) < pool.count:
                self.refused[way.task_id].append(Refused(names, f"there is no way to {way.start}"))
                return None
            pools.append(pool if near == pool.robots else Pool(near, pool.count))
        return replace(way, pools=tuple(pools))

    def _near_to(self, place: str, robots: tuple[str, ...]) -> tuple[str, ...]:
        """The robots that can get to a place from where they are; the same tuple where all can."""
        if (place, robots) not in self._reaching:
            near = tuple(r for r in robots if self._approach.first_leg(r, place) is not None)
            self._reaching[place, robots] = robots if near == robots else near
        return self._reaching[place, robots]

    def _is_led_to(self, place: str, robot: str, before: Sequence[Sequence[Way]]) -> bool:
        """Whether an earlier task of the robot may end where there is a way to a place, behind a door say."""
        ends = {way.end for ways in before for way in ways if robot in way.robots}
        return any(self._approach.leg(robot, end, place) is not None for end in sorted(ends))


def build_instance(problem: PlanningProblem, *, scenario: Scenario, travel: TravelModel) -> Built:
    """The numbers of a problem."""
    network = build_network(problem)
    frozen = freeze(problem, scenario=scenario, travel=travel)
    ready = ready_times(problem, network, frozen)
    approach = Approach(scenario=scenario, travel=travel, ready=ready)
    compiler = Candidates(problem, scenario=scenario, travel=travel, approach=approach, frozen=frozen)
    network, ways = _settle(network, problem.state, compiler, frozen)
    open_ways = {t.id: ways[t.id] for t in network.tasks if t.id not in frozen}
    under_way = tuple(entry.frozen for entry in frozen.values())
    instance = Instance(
        network=network,
        ways=open_ways,
        frozen=under_way,
        apart=apart_pairs(network, ways, scenario),
        deadlines=deadlines_of(problem, network),
        approach=approach,
        releases=releases_of(problem, network),
        batteries=batteries_of(problem, scenario, open_ways, under_way, approach),
        carriers=carriers_of(problem, scenario, open_ways),
        kept=kept_of(problem, network, scenario),
        crossings=crossings_of(scenario, travel),
    )
    stuck = tuple(
        Undoable(task, tuple(compiler.refused[task.id]))
        for task in network.tasks
        if task.id in open_ways and not open_ways[task.id]
    )
    return Built(instance, stuck)


def _settle(
    network: TaskNetwork,
    state: WorldState,
    compiler: Candidates,
    frozen: Mapping[str, FrozenTask],
) -> tuple[TaskNetwork, dict[str, tuple[Way, ...]]]:
    """Compile every task; where one spoils or enables another, order them and compile again."""
    ways = _compile_all(network, state, compiler, frozen)
    for _ in range(len(network.tasks) + 1):
        enabling = enabling_edge(network, ways, state, compiler.ways)
        edge = enabling or protecting_edge(network, ways)
        if edge is None:
            break
        network, ways = _ordered(network, edge, state, compiler, frozen)
    return network, ways


def _ordered(
    network: TaskNetwork,
    edge: tuple[str, str],
    state: WorldState,
    compiler: Candidates,
    frozen: Mapping[str, FrozenTask],
) -> tuple[TaskNetwork, dict[str, tuple[Way, ...]]]:
    """One more precedence; turned round where the later task cannot be done that way."""
    for way_round in (edge, edge[::-1]):
        tried = network.with_edges((way_round,))
        ways = _compile_all(tried, state, compiler, frozen)
        if ways[way_round[1]]:
            break
    return tried, ways


def _compile_all(
    network: TaskNetwork, state: WorldState, compiler: Candidates, frozen: Mapping[str, FrozenTask]
) -> dict[str, tuple[Way, ...]]:
    ways: dict[str, tuple[Way, ...]] = {}
    for task in network.in_order():
        if task.id in frozen:
            ways[task.id] = frozen[task.id].ways
        else:
            earlier = [ways[other] for other in network.before(task.id)]
            ways[task.id] = compiler.ways(task, before=earlier, state=state)
    return ways


def _is_at(literal: Literal, robot: str) -> bool:
    return literal.positive and literal.atom.predicate == "at" and literal.atom.arguments[:1] == (robot,)


def _things_of(task: Task) -> frozenset[str]:
    """The names that the work of a task mentions; none where it is a formula."""
    if isinstance(task.work, Goal):
        return frozenset(name for literal in task.work.literals for name in literal.atom.arguments)
    return frozenset() if isinstance(task.work, FormulaGoal) else frozenset(task.work.arguments)
