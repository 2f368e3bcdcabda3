"""Instruction to task tree: controlled English without a model, any language model behind the same seam, and
their cascade.
"""

from comuros.language.interpreter import Exchange, InterpretationContext, Interpreter

__all__ = ["Exchange", "InterpretationContext", "Interpreter"]
