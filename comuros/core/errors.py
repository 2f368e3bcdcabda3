"""The error tree. Exceptions are broken promises or bad input; expected outcomes are enums elsewhere.

ComurosError
├── InputError              what came in is wrong: names the value and what was expected
│   ├── FormulaError        an LTLf text does not parse, or is ill-typed for its scenario
│   ├── ScenarioError       a scenario or world file, with every problem found in it
│   ├── TreeError           a task tree breaks one of its own rules
│   ├── ProgramError        a skill program is refused before it runs
│   └── SettingsError       a parameter, option or environment variable
├── BudgetExceeded          a stated limit (states, seconds, tokens, steps) was reached
├── PartMissing             an optional package or program is not installed; says how to get it
├── ModelUnavailable        a language model did not answer within its budget
├── JournalError            a journal is damaged or of an unknown version
└── InvariantBroken         a defect of comuros itself
"""

from __future__ import annotations

from dataclasses import dataclass


class ComurosError(Exception):
    """Root of every error raised on purpose by comuros."""


class InputError(ComurosError):
    """Bad input. The message names the offending value and what was expected."""


class FormulaError(InputError):
    """An LTLf text does not parse or is ill-typed; `position` is a 0-based offset into `text`."""

    def __init__(self, message: str, *, text: str, position: int) -> None:
        self.reason = message
        self.text = text
        self.position = position
        super().__init__(f"{message}\n{self.caret()}")

    def caret(self) -> str:
        """The offending line of the text with a caret under the position."""
        line_start = self.text.rfind("\n", 0, self.position) + 1
        line_end = self.text.find("\n", self.position)
        line = self.text[line_start : line_end if line_end >= 0 else len(self.text)]
        column = self.position - line_start
        shown_from = max(0, column - 60)
        return f"  {line[shown_from : column + 60]}\n  {' ' * (column - shown_from)}^"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong with a file. `line` is 1-based; 0 means the file as a whole."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.message}"


class ScenarioError(InputError):
    """Everything that is wrong with a scenario, at once."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        if not problems:
            raise ValueError("ScenarioError needs at least one problem")
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class TreeError(InputError):
    """A task tree breaks one of its own rules."""


class ProgramError(InputError):
    """A skill program is refused; `line` is 1-based, 0 means the program as a whole."""

    def __init__(self, message: str, *, line: int = 0) -> None:
        self.line = line
        super().__init__(f"line {line}: {message}" if line else message)


class SettingsError(InputError):
    """A parameter, option or environment variable has a value that cannot be used."""


class BudgetExceeded(ComurosError):
    """A stated limit was reached; the message gives the limit and what was being done."""


class PartMissing(ComurosError):
    """An optional package or program is absent; the message says how to install it."""


class ModelUnavailable(ComurosError):
    """A language model did not give an answer within its budget."""


class JournalError(ComurosError):
    """A journal cannot be read: damaged, or written by an unknown version."""


class InvariantBroken(ComurosError):
    """A promise between two parts of comuros was broken; always a defect worth reporting."""
