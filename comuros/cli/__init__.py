"""The command line, `comuros …`: one file per command, thin over wiring and nodes."""
