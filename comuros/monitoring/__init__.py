"""Detectors that turn observations into events, and the judgement whether an event matters to a mission."""
