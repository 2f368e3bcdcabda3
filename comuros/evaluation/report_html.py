"""An evaluation as one HTML file that needs nothing else: figures with intervals, classes, and every case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files

from comuros.evaluation.campaign import Results
from comuros.evaluation.figures import Figure, FigureGroup, figure_groups
from comuros.evaluation.score import Score
from comuros.evaluation.shown import shown_interval, shown_total, shown_value
from comuros.version import __version__

_CLASSES = ("independent", "sequential", "coordinated", "mixed", "infeasible")
_NO_CLASS = "none"


def as_html(results: Results) -> str:
    """The whole page. Every text of a set or a model is escaped."""
    groups = "".join(_group(group) for group in figure_groups(results))
    body = [
        f"<header><h1>{escape(results.title)}</h1><p>{_subject(results)}</p></header>",
        f'<section class="figures">{groups}</section>',
        _classes(results),
        _cases("Instructions", _instruction_rows((*results.canonical, *results.paraphrases))),
        _cases("Replanning", _replanning_rows(results)),
        _cases("Events", _event_rows(results)),
    ]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(results.title)}: {escape(results.subject)}</title>"
        f"<style>{_file('report.css')}</style></head><body>{''.join(body)}<script>{_file('report.js')}</script></body></html>\n"
    )


def _file(name: str) -> str:
    return files("comuros.evaluation").joinpath(name).read_text(encoding="utf-8")


def _subject(results: Results) -> str:
    times = "once" if results.repeats == 1 else f"{results.repeats} times"
    return (
        f"interpreter <b>{escape(results.subject)}</b>, each instruction {times}, "
        f"comuros {escape(__version__)}, {results.wall_s:.0f} s. Bars are 95 % confidence intervals: Wilson "
        "for rates, percentile bootstrap over instructions otherwise."
    )


def _group(group: FigureGroup) -> str:
    rows = "".join(_figure(figure) for figure in group.figures)
    return f"<table><caption>{escape(group.title)}</caption><tbody>{rows}</tbody></table>"


def _figure(figure: Figure) -> str:
    return (
        f'<tr><th title="{escape(figure.meaning)}">{escape(figure.name)}</th>'
        f'<td class="value">{escape(shown_value(figure))}</td><td class="bar">{_bar(figure)}</td>'
        f'<td class="interval">{escape(shown_interval(figure))}</td>'
        f'<td class="total">{escape(shown_total(figure))}</td></tr>'
    )


def _bar(figure: Figure) -> str:
    """The interval on a scale from 0 to 1; amounts have no such scale."""
    interval = figure.interval
    if not interval.is_known or figure.unit not in ("%", ""):
        return ""
    left, width = 100 * interval.low, max(0.8, 100 * (interval.high - interval.low))
    return (
        f'<span class="range" style="left:{left:.1f}%;width:{width:.1f}%"></span>'
        f'<span class="point" style="left:{100 * interval.value:.1f}%"></span>'
    )


def _classes(results: Results) -> str:
    """Expected against derived classes, over canonical wordings and paraphrases."""
    scores = (*results.canonical, *results.paraphrases)
    if not scores:
        return ""
    counts = Counter((s.case.expected_class, s.found_class or _NO_CLASS) for s in scores)
    columns = (*_CLASSES, _NO_CLASS)
    head = "".join(f"<th>{name}</th>" for name in columns)
    rows = "".join(
        f"<tr><th>{expected}</th>{''.join(_cell(counts, expected, found) for found in columns)}</tr>"
        for expected in _CLASSES
    )
    return (
        '<section><h2>Classes</h2><table class="classes"><thead><tr><th>expected \\ derived</th>'
        f"{head}</tr></thead><tbody>{rows}</tbody></table></section>"
    )


def _cell(counts: Counter[tuple[str, str]], expected: str, found: str) -> str:
    count = counts[expected, found]
    kind = "" if not count else ("right" if expected == found else "wrong")
    return f'<td class="{kind}">{count or "·"}</td>'


def _cases(title: str, rows: Iterable[str]) -> str:
    listed = "".join(rows)
    if not listed:
        return ""
    return (
        f'<section class="cases"><h2>{title}</h2><p class="filters"><button data-show="all">all</button> '
        '<button data-show="wrong">wrong</button> <button data-show="asked">asked or refused</button> '
        '<button data-show="right">right</button></p>'
        f"<table><tbody>{listed}</tbody></table></section>"
    )


def _row(kind: str, case_id: str, text: str, detail: str, fault: str) -> str:
    return (
        f'<tr class="{kind}"><td class="mark">{kind}</td><td class="id">{escape(case_id)}</td>'
        f'<td><p>{escape(text)}</p><p class="fault">{escape(fault)}</p></td>'
        f'<td class="detail">{detail}</td></tr>'
    )


def _instruction_rows(scores: Iterable[Score]) -> Iterator[str]:
    for score in scores:
        kind = "right" if score.is_right else ("wrong" if score.parsed else "asked")
        yield _row(kind, score.case.id, score.case.say, _instruction_detail(score), score.fault)


def _instruction_detail(score: Score) -> str:
    found = score.found_class or _NO_CLASS
    same = found == score.case.expected_class
    lines = [found if same else f"{found}, expected {score.case.expected_class}"]
    if score.parsed:
        lines.append(f"IoU {score.allocation_iou:.2f}, order F1 {score.precedence_f1:.2f}")
    if score.run.model_calls:
        usage = score.run.usage
        lines.append(f"{score.run.model_calls} calls, {usage.tokens} tokens, {usage.wall_s:.1f} s")
    return "<br>".join(map(escape, lines))


def _replanning_rows(results: Results) -> Iterator[str]:
    for score in results.replanning:
        seen = ", ".join(score.responses) or "no response"
        detail = escape(f"{seen}; {score.ended}; {score.plans} plans, {score.simulated_s:.0f} s")
        yield _row("right" if score.is_right else "wrong", score.case.id, score.case.say, detail, score.fault)


def _event_rows(results: Results) -> Iterator[str]:
    for score in results.events:
        right = score.relevance_right and score.response_right
        text = f"{score.case.kind.replace('_', ' ')}: {score.case.subject}"
        fault = "" if right else f"expected {' or '.join(score.case.responses)}"
        detail = escape(f"{score.verdict.response.value}: {score.verdict.reason}")
        yield _row("right" if right else "wrong", score.case.id, text, detail, fault)
