"""What was decided and why, in order: one SQLite file per run, from which a run can be replayed and a manager
recover.
"""

from comuros.journal.journal import Entry, Journal
from comuros.journal.replay import Difference, replay

__all__ = ["Difference", "Entry", "Journal", "replay"]
