"""The taker's half of a hand-over: takes hold of what another robot holds out, draws it in once that robot
has let go.
"""

from __future__ import annotations

from comuros.core.geometry import Pose
from comuros.core.task_status import Cause
from comuros.execution.driver.give import PEER_WITHIN_S
from comuros.execution.driver.moment import Act, Moment, SkillRun
from comuros.execution.driver.pick import Pick
from comuros.execution.driver.reach import reach_m, within_hand_over_reach
from comuros.execution.driver.standing import poses_within_reach
from comuros.execution.driver.travel import Journey

_STILL_M = 0.01
_STILL_S = 0.4
_STEP_UP_TO_M = 3.0
_LET_GO_WITHIN_S = 10.0
_MAY_BE_LETTING_GO_S = 0.5


class Take(Pick):
    """Takes the object bound to `?object` from the robot bound to `?giver`."""

    def __init__(self, run: SkillRun) -> None:
        super().__init__(run)
        self._giver = run.argument("?giver")
        self._began_s: float | None = None
        self._seen_at: tuple[Pose, float] | None = None
        self._both_since_s: float | None = None
        self._giver_holds = False
        self._gave_up = False
        self._way: Journey | None = None
        self._cut_short_s: float | None = None

    @property
    def may_lose(self) -> tuple[str, ...]:  # type: ignore[override]
        """The object may be let go again while the giver still has it."""
        return (self._object,) if self._giver_holds else ()

    def wind_down(self, moment: Moment) -> Act:
        """The giver keeps what it has not given. It may be letting go in this very instant, so the grip stays
        until it is certain that it does not.
        """
        if self._asked_s is None:
            return Act(done=True)
        if self._cut_short_s is None:
            self._cut_short_s = moment.now_s
        if moment.now_s - self._cut_short_s < _MAY_BE_LETTING_GO_S:
            return Act()
        both = {self._giver, self._run.body.name} <= set(moment.sense.holders.get(self._object, ()))
        return Act(detach=(self._object,) if both else (), done=True)

    def step(self, moment: Moment) -> Act:
        """One tick further: come near, wait for the offer, take hold, wait for the giver to let go."""
        if self._began_s is None:
            self._began_s = moment.now_s
        pose, giver = moment.sense.objects.get(self._object), moment.sense.others.get(self._giver)
        if pose is None:
            return Act(cause=Cause.OBJECT_MISSING, message=f"{self._object} is nowhere to be seen")
        self._giver_holds = self._giver in moment.sense.holders.get(self._object, ())
        if self._gave_up or self._object not in moment.sense.attached:
            return self._before_hold(moment, pose, giver)
        if not self._giver_holds:
            return self._draw_in(moment, pose)
        return self._wait_for_release(moment)

    def _before_hold(self, moment: Moment, pose: Pose, giver: Pose | None) -> Act:
        assert self._began_s is not None
        me = self._run.body.name
        if self._gave_up:
            return Act(cause=Cause.PEER_LOST, message=f"{self._giver} does not let go of {self._object}")
        if self._held or giver is None or not self._giver_holds:
            return Act(cause=Cause.OBJECT_MISSING, message=f"{self._giver} does not hold {self._object}")
        if moment.now_s - self._began_s > PEER_WITHIN_S:
            return Act(cause=Cause.PEER_LOST, message=f"{self._giver} did not offer {self._object} to {me}")
        if self._way is not None or not within_hand_over_reach(
            self._run.body, self._giver, moment.sense.pose, giver
        ):
            return self._step_up(moment, giver)
        if not self._is_offered(moment, pose):
            return Act(gripper=self._run.hand.step(moment.now_s), progress=0.1)
        return self._take_hold(moment, pose)

    def _is_offered(self, moment: Moment, pose: Pose) -> bool:
        """Whether the object is held still within reach; once reached for, it is."""
        if self._reached_out:
            return True
        if self._seen_at is None or self._seen_at[0].distance_m(pose) > _STILL_M:
            self._seen_at = (pose, moment.now_s)
        return self._within_reach(pose, moment.sense.pose) and moment.now_s - self._seen_at[1] >= _STILL_S

    def _step_up(self, moment: Moment, giver: Pose) -> Act:
        body = self._run.body
        if self._way is None:
            within_m = 0.85 * (body.limits.reach_m + reach_m(body, self._giver))
            near = (
                []
                if body.is_fixed
                else poses_within_reach(
                    giver, body=body, sense=moment.sense, within_m=within_m, walk_m=_STEP_UP_TO_M
                )
            )
            if not near:
                return Act(progress=0.05)
            self._way = Journey(near, body=body)
        leg = self._way.step(moment)
        if leg.arrived:
            self._way = None
        return Act(leg.velocity, progress=0.1 * leg.progress, cause=leg.cause, message=leg.message)

    def _wait_for_release(self, moment: Moment) -> Act:
        if self._both_since_s is None:
            self._both_since_s = moment.now_s
        gripper = self._run.hand.step(moment.now_s)
        if moment.now_s - self._both_since_s > _LET_GO_WITHIN_S:
            self._gave_up = True
            return Act(detach=(self._object,), gripper=gripper, progress=0.5)
        return Act(gripper=gripper, progress=0.5)
