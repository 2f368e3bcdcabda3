"""Reads evaluation sets: YAML files that include one another. Every problem of a set is told at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import yaml
from pydantic import ValidationError

from comuros.core.errors import InputError
from comuros.core.scenario import Fault, FaultKind
from comuros.evaluation.cases import (
    Change,
    EvaluationSet,
    EventCase,
    ExpectedTask,
    InstructionCase,
    MissionTask,
    ReplanningCase,
)
from comuros.evaluation.set_schema import (
    EventEntry,
    FaultEntry,
    InstructionEntry,
    ReplanningEntry,
    SetFile,
)
from comuros.scenario import data_folder

SHIPPED = "shipped"


def find_set(name_or_path: str) -> Path:
    """The file of a set: `shipped`, or a path.

    Raises:
        InputError: there is no such file.
    """
    if name_or_path == SHIPPED:
        return data_folder() / "config" / "eval" / "shipped.yaml"
    path = Path(name_or_path)
    if not path.is_file():
        raise InputError(f"there is no evaluation set {name_or_path!r}; expected '{SHIPPED}' or a YAML file")
    return path


def read_set(file: Path) -> EvaluationSet:
    """A set with everything it includes.

    Raises:
        InputError: a file cannot be read, has another shape, or ids repeat; all problems are listed.
    """
    files = list(_files(file, ()))
    found = EvaluationSet(files[0][1].title or file.stem, file)
    for path, content in files:
        found = _with(found, path, content)
    ids = [case.id for case in found.instructions] + [case.id for case in found.events]
    ids += [case.id for case in found.replanning]
    repeated = sorted({case_id for case_id in ids if ids.count(case_id) > 1})
    if repeated:
        raise InputError(f"{file}: these ids are used more than once: {', '.join(repeated)}")
    if not ids:
        raise InputError(f"{file} holds no cases; expected instructions, events or replanning")
    return found


def _files(file: Path, above: tuple[Path, ...]) -> Iterator[tuple[Path, SetFile]]:
    if file.resolve() in above:
        raise InputError(f"{file} includes itself")
    content = _content(file)
    yield file, content
    for name in content.include:
        yield from _files(file.parent / name, (*above, file.resolve()))


def _content(file: Path) -> SetFile:
    try:
        raw = yaml.safe_load(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"cannot read {file}: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError(f"{file} is not YAML: {error}") from error
    try:
        return SetFile.model_validate(raw)
    except ValidationError as error:
        faults = (f"{file}: {'.'.join(map(str, f['loc']))}: {f['msg']}" for f in error.errors())
        raise InputError("\n".join(faults)) from error


def _with(found: EvaluationSet, file: Path, content: SetFile) -> EvaluationSet:
    def place(own: str) -> str:
        return _scenario(own or content.scenario, file)

    instructions = [_instruction(entry, place(entry.scenario)) for entry in content.instructions]
    paraphrases = [
        replace(case, id=f"{case.id}_p{number}", say=text, paraphrase_of=case.id)
        for case, entry in zip(instructions, content.instructions, strict=True)
        for number, text in enumerate(entry.paraphrases, start=1)
    ]
    return replace(
        found,
        instructions=(*found.instructions, *instructions),
        paraphrases=(*found.paraphrases, *paraphrases),
        events=(*found.events, *(_event(entry, place(entry.scenario)) for entry in content.events)),
        replanning=(*found.replanning, *(_replanning(e, place(e.scenario)) for e in content.replanning)),
    )


def _scenario(name: str, file: Path) -> str:
    """A path relative to the set's file, or the name of a scenario that comes with comuros."""
    if not name:
        raise InputError(f"{file}: an entry has no scenario, and neither has the file")
    return str(file.parent / name) if name.endswith((".yaml", ".yml")) else name


def _instruction(entry: InstructionEntry, scenario: str) -> InstructionCase:
    if bool(entry.because) is not (entry.expected_class == "infeasible"):
        raise InputError(f"{entry.id}: `because` goes with the class infeasible, and only with it")
    tasks = (ExpectedTask(tuple(t.do), t.count, tuple(t.robots), tuple(t.never)) for t in entry.tasks)
    return InstructionCase(
        id=entry.id,
        scenario=scenario,
        say=entry.say,
        expected_class=entry.expected_class,
        tasks=tuple(tasks),
        order=tuple(entry.order),
        rules=tuple(entry.rules),
        because=tuple(entry.because),
    )


def _event(entry: EventEntry, scenario: str) -> EventCase:
    return EventCase(
        id=entry.id,
        scenario=scenario,
        mission=tuple(MissionTask(t.do, tuple(t.robots), t.state) for t in entry.mission),
        kind=entry.kind,
        subject=entry.subject,
        relevant=entry.relevant,
        responses=tuple(entry.responses),
        robot=entry.robot,
        cause=entry.cause,
        attempts=entry.attempts,
        overruns=entry.overruns,
        waiting=entry.waiting,
    )


def _replanning(entry: ReplanningEntry, scenario: str) -> ReplanningCase:
    return ReplanningCase(
        id=entry.id,
        scenario=scenario,
        say=entry.say,
        responses=tuple(entry.responses),
        ends=entry.ends,
        holds=tuple(entry.holds),
        faults=tuple(_faults(entry.faults, entry.id)),
        changes=tuple(Change(c.at_s, c.say, c.kill) for c in entry.changes),
    )


def _faults(entries: Iterable[FaultEntry], case_id: str) -> Iterator[Fault]:
    kinds = {kind.value: kind for kind in FaultKind}
    for entry in entries:
        if entry.kind not in kinds:
            raise InputError(f"{case_id}: {entry.kind!r} is no fault; expected one of {', '.join(kinds)}")
        yield Fault(
            kinds[entry.kind], entry.subject, entry.at_s, entry.during_skill, entry.progress, entry.detail
        )
