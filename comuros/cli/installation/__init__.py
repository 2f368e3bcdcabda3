"""What `comuros doctor` looks at: one function for each thing an installation has or misses."""
