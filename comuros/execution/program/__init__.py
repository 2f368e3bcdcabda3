"""The skill-program language: a small, checked Python subset that is interpreted step by step and never
handed to Python itself.
"""
