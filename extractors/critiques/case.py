"""A cue in its sentence: what every check and every judgement of it looks at."""

from typing import NamedTuple

from extractors.critiques.cues import Cue
from extractors.critiques.rules import CritiqueRules
from extractors.grammar.clauses import Clause, clause_of
from extractors.grammar.discourse import Discourse
from extractors.grammar.subjects import Subject, view_subject
from extractors.grammar.tokens import Token
from models.document import Sentence


class Case(NamedTuple):
    """A cue of sentence `i`, with the sentence's words and clauses, the clause it stands in and whom that is about."""

    discourse: Discourse
    i: int
    tokens: list[Token]
    clauses: list[Clause]
    clause: Clause
    subject: Subject
    cue: Cue
    rules: CritiqueRules

    @property
    def sentence(self) -> Sentence:
        """Return the sentence as it is printed."""
        return self.discourse.sentences[self.i]

    @property
    def cue_words(self) -> set[str]:
        """Return the words of the cue, in lower case."""
        return lower_words(self.tokens[self.cue.start : self.cue.end])

    def words_before(self, n: int) -> set[str]:
        """Return the last `n` words before the cue that stand in its clause, in lower case."""
        return lower_words(self.tokens[max(self.clause.start, self.cue.start - n) : self.cue.start])


def open_case(discourse: Discourse, i: int, cue: Cue, rules: CritiqueRules) -> Case:
    """Return the case of a cue of sentence `i`."""
    tokens, clauses = discourse.analyse(i)
    clause = clause_of(clauses, cue.start)
    return Case(discourse, i, tokens, clauses, clause, view_subject(tokens, clause), cue, rules)


def lower_words(tokens: list[Token]) -> set[str]:
    """Return words in lower case."""
    return {t.lower for t in tokens}
