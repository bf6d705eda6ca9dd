-- The ranked list of the topic page: every method that some other paper criticises or beats, most superseded first.
SELECT s.topic, s.rank, s.method_id, s.method, s.sub_problem, m.paper_id, m.paper_title, s.papers_critique, s.papers_beat, s.score, s.status
FROM method_supersession AS s
JOIN methods AS m USING (topic, method_id)
WHERE s.score > 0
ORDER BY s.topic, s.rank
