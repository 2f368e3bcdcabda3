"""Skills carried out through interfaces that are not comuros' own. Message packages are imported by name, and
only where a robot file asks for them.
"""
