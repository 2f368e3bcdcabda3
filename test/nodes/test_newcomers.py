"""Who came to listen late is told again; the clock is virtual."""

from __future__ import annotations

from comuros.nodes.newcomers import Newcomers


def test_a_topic_is_repeated_for_a_while_when_a_listener_came_and_only_then() -> None:
    counts = {"box": 0, "cup": 1}
    newcomers = Newcomers({topic: lambda topic=topic: counts[topic] for topic in counts})
    named = [newcomers.topics(0.5 * n) for n in range(12)]
    assert named == [("cup",)] * 10 + [()] * 2
    counts["box"] = 1
    assert newcomers.topics(6.0) == ("box",)
    assert newcomers.topics(6.2) == (), "it looks twice a second"
    assert newcomers.topics(6.5) == ("box",)


def test_a_listener_in_place_of_a_killed_one_that_still_counts_is_a_newcomer() -> None:
    count = 1
    newcomers = Newcomers({"box": lambda: count})
    for n in range(10):
        newcomers.topics(0.5 * n)
    count = 2
    assert newcomers.topics(5.0) == ("box",)
    count = 1  # the lease of the killed one is over
    rest = [newcomers.topics(5.5 + 0.5 * n) for n in range(10)]
    assert rest == [("box",)] * 9 + [()]
