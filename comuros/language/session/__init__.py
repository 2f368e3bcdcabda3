"""Follow-ups: questions about how things stand, control words, changes of a mission under way."""
