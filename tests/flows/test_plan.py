"""What a plan costs: a large topic is looked through once, not once a paper."""

import datetime as dt
from collections.abc import Iterator

from extractors.sources.folder import Listing
from flows.plan import _bring_up_to_date
from flows.sources import Found
from models.membership import Membership

TODAY = dt.date(2026, 1, 1)


class Counted(list[Membership]):
    """Rows that know how often they were looked through."""

    n_times = 0

    def __iter__(self) -> Iterator[Membership]:
        self.n_times += 1
        return super().__iter__()


def test_the_members_of_a_large_topic_are_not_looked_through_for_every_paper() -> None:
    ids = [f"2001.{i:05}" for i in range(200)]
    members = Counted(Membership(topic="birds", paper_id=i, reason="folder", detail=f"{i}.pdf", since=TODAY) for i in ids)
    found = Found(Listing(), named={i: (("folder", f"{i}.pdf"),) for i in ids})
    assert _bring_up_to_date(members, found, [], set(), "birds") == list(members)
    assert members.n_times < 10
