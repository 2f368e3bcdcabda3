"""Execution: skill programs, their composer, team barriers, and the agent that runs tasks on one robot. No
ROS, no clock, no threads.
"""
