"""Domain types of comuros: immutable, standard library only, imported by every other room."""
