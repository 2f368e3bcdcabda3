"""The validator's checks of energy, carrying, shared resources, rules and penalties, one file each.

They share core types with the planners, nothing else of this room.
"""
