"""How well instructions are understood, judged and repaired, against labels: sets, scores, reports."""
