"""Options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

SpeedOption = Annotated[
    float, typer.Option(help="Simulated seconds per second at most; 0 is as fast as possible.", min=0.0)
]
SeedOption = Annotated[int, typer.Option(help="Seed of everything random.", min=0)]
LlmOption = Annotated[
    str, typer.Option(help="Language model: none, or the base URL of an OpenAI-compatible server.")
]
ModelOption = Annotated[
    str, typer.Option("--llm-model", help="Name of the model. The key comes from the environment.")
]
ScenarioArgument = Annotated[str, typer.Argument(help="Name of a scenario, or a scenario file.")]
DomainOption = Annotated[
    int | None, typer.Option(help="ROS domain of the system; needed where several run.", min=1, max=101)
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object instead.")]
PeopleOption = Annotated[
    str,
    typer.Option(
        help="What simulated people make of requests for work: does_it, declines, silent, only_says_so; "
        "none leaves them to you (comuros requests, comuros answer)."
    ),
]
