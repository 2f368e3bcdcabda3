"""What the coordinator keeps and computes: the belief about the world, one record per mission, dispatch and
repair.
"""
