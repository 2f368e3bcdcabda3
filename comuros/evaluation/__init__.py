"""How well instructions are understood, events judged and plans repaired: sets, labels, scores, reports.

`comuros eval` uses it. A label speaks of works (`on(cup, sink)`), robots and order, never of ids of ours.
"""
