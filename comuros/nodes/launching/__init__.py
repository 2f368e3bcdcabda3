"""What the launch files in `launch/` share. All but `arguments` need ROS's `launch`; only they import it."""
