"""The relation that tells what a refresh changed in the standing of methods."""

from models import columns as c
from models.rows import Row


class MethodChanges(Row):
    """Methods whose rank, status or counts the last refresh changed."""

    topic: c.Topic
    method_id: c.MethodId
    method: c.Method
    rank_before: c.RankBefore
    rank: c.RankNow
    status_before: c.StatusBefore
    status: c.StatusNow
    papers_critique_before: c.PapersCritiqueBefore
    papers_critique: c.PapersCritique
    papers_beat_before: c.PapersBeatBefore
    papers_beat: c.PapersBeat
