"""What a person sees of a mission: a live picture on a terminal, lines elsewhere, a summary at the end."""
