"""ROS 2 nodes: the only room that imports rclpy. Nodes convert, call the core, and convert back."""
