"""Why each paper is in its topic: a relation that the runs keep, and not what extraction gives."""

from models import columns as c
from models.rows import Row


class Membership(Row):
    """Why each paper is in its topic, a row a reason; a paper whose rows are all over is out of source, but stays."""

    topic: c.Topic
    paper_id: c.PaperId
    reason: c.MemberReason
    detail: c.MemberDetail = ""
    since: c.Since
    until: c.Until = None
