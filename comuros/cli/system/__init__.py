"""Starts, watches and ends the processes of a running system. No ROS in here: plain processes."""
