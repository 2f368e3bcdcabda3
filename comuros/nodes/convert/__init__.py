"""Conversions in pairs, `x_from_ros` and `x_to_ros`, one concept to a file. They hold no policy; bad input
is an `InputError`.
"""
