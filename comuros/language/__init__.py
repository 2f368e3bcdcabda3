"""Instruction to task tree: controlled English without a model, any language model behind the same seam, and
their cascade.
"""

from comuros.core.session import Exchange, Session
from comuros.language.interpreter import InterpretationContext, Interpreter

__all__ = ["Exchange", "InterpretationContext", "Interpreter", "Session"]
