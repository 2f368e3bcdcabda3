"""`comuros eval`: how well instructions are understood, events judged and plans repaired."""

from __future__ import annotations

import json
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from comuros.cli.options import JsonOption, LlmOption, ModelOption, SeedOption
from comuros.cli.output import err, out
from comuros.core.errors import InputError

if TYPE_CHECKING:
    from comuros.evaluation.campaign import CampaignSettings, Results
    from comuros.evaluation.subject import Subject

_NO_MODEL = "none"
_WIDTH_WITH_MEANINGS = 120


class Reader(str, Enum):
    """Who reads the instructions."""

    CONTROLLED_ENGLISH = "controlled-english"
    MODEL = "model"
    CASCADE = "cascade"


def evaluation(
    chosen_set: Annotated[str, typer.Argument(metavar="SET", help="'shipped', or a YAML file.")] = "shipped",
    llm: LlmOption = _NO_MODEL,
    llm_model: ModelOption = "",
    reader: Annotated[
        Reader | None,
        typer.Option("--interpreter", help="Who reads; the model alone where one is given."),
    ] = None,
    part: Annotated[
        list[str] | None, typer.Option(help="instructions, paraphrases, events, replanning; all if none.")
    ] = None,
    only: Annotated[list[str] | None, typer.Option(help="Only cases whose id begins so.")] = None,
    repeats: Annotated[int, typer.Option(help="Runs of each instruction.", min=1)] = 1,
    prompt_price: Annotated[float, typer.Option(help="Money per million tokens read.", min=0.0)] = 0.0,
    completion_price: Annotated[float, typer.Option(help="Money per million tokens written.", min=0.0)] = 0.0,
    timeout: Annotated[float, typer.Option(help="Seconds for one model call.", min=0.1)] = 60.0,
    seed: SeedOption = 0,
    as_json: JsonOption = False,
    html: Annotated[Path | None, typer.Option(help="Write a page with everything to this file.")] = None,
) -> None:
    """Evaluate an interpreter on a set of labelled instructions, events and changes.

    Exit status: 0 however good the figures are; 2 where the set or an option cannot be used.
    """
    subject = _subject(reader, llm, llm_model, (prompt_price, completion_price), timeout, seed)
    settings = _settings(tuple(part or ()), tuple(only or ()), repeats, seed)
    if html is not None and not html.parent.is_dir():
        raise InputError(f"cannot write {html}: there is no folder {html.parent}")
    _show(_run(chosen_set, subject, settings), as_json, html)


def _settings(parts: tuple[str, ...], only: tuple[str, ...], repeats: int, seed: int) -> CampaignSettings:
    from comuros.evaluation.campaign import PARTS, CampaignSettings

    unknown = [name for name in parts if name not in PARTS]
    if unknown:
        raise InputError(f"there is no part {unknown[0]!r}; expected one of {', '.join(PARTS)}")
    return CampaignSettings(parts=parts or PARTS, only=only, repeats=repeats, seed=seed)


def _run(chosen_set: str, subject: Subject, settings: CampaignSettings) -> Results:
    from comuros.evaluation.campaign import evaluate
    from comuros.evaluation.set_file import find_set, read_set

    with err.status("reading the set") as status:
        found = read_set(find_set(chosen_set))
        return evaluate(found, subject, settings, progress=lambda case: status.update(case))


def _show(results: Results, as_json: bool, html: Path | None) -> None:
    from comuros.evaluation.report_html import as_html
    from comuros.evaluation.report_json import as_json as results_as_json

    if html is not None:
        html.write_text(as_html(results), encoding="utf-8")
    if as_json:
        print(json.dumps(results_as_json(results), indent=2))
    else:
        _print(results, html)


def _subject(
    reader: Reader | None, llm: str, model: str, prices: tuple[float, float], timeout_s: float, seed: int
) -> Subject:
    from comuros.evaluation.subject import ControlledEnglishSubject, ModelSubject
    from comuros.llm.settings import LlmSettings, Prices

    has_model = llm != _NO_MODEL
    chosen = reader or (Reader.MODEL if has_model else Reader.CONTROLLED_ENGLISH)
    if has_model is (chosen is Reader.CONTROLLED_ENGLISH):
        needed = "takes no model" if has_model else "needs --llm and --llm-model"
        raise InputError(f"--interpreter {chosen.value} {needed}")
    if not has_model:
        return ControlledEnglishSubject()
    if not model:
        raise InputError("--llm needs --llm-model NAME as well")
    settings = LlmSettings(model=model, base_url=llm, timeout_s=timeout_s, prices=Prices(*prices))
    return ModelSubject(settings, cascade=chosen is Reader.CASCADE, seed=seed)


def _print(results: Results, html: Path | None) -> None:
    from comuros.evaluation.figures import figure_groups
    from comuros.evaluation.shown import shown_interval, shown_total, shown_value

    out.print(f"[bold]{results.title}[/bold]  {results.subject}, {results.wall_s:.0f} s", markup=True)
    wide = out.width >= _WIDTH_WITH_MEANINGS
    table = Table(box=None, pad_edge=False, header_style="bright_black")
    table.add_column("", no_wrap=True)
    for name in ("", "95 % interval", ""):
        table.add_column(name, justify="right", no_wrap=True)
    if wide:
        table.add_column("", style="bright_black")
    for group in figure_groups(results):
        table.add_row(f"[cyan]{group.title}[/cyan]")
        for figure in group.figures:
            cells = [f"  {figure.name}", shown_value(figure), shown_interval(figure), shown_total(figure)]
            table.add_row(*cells, *([figure.meaning] if wide else []))
    out.print(table)
    if html is not None:
        out.print(f"Every case is in {html}", markup=False)
