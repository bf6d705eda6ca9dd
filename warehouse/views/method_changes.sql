-- materialised
-- Methods whose rank, status or counts the last refresh changed, by rank; those that were never superseded are not ranked here. A topic that has just been built for the first time has none.
WITH ranked AS (
    SELECT topic, method_id, method, rank, status, papers_critique, papers_beat
    FROM method_supersession
    SEMI JOIN staged_standings USING (topic)
    WHERE score > 0
)
SELECT
    topic, method_id, coalesce(r.method, b.method) AS method, b.rank AS rank_before, r.rank, b.status AS status_before, r.status,
    coalesce(b.papers_critique, 0) AS papers_critique_before, coalesce(r.papers_critique, 0) AS papers_critique,
    coalesce(b.papers_beat, 0) AS papers_beat_before, coalesce(r.papers_beat, 0) AS papers_beat
FROM ranked AS r
FULL JOIN staged_standings AS b USING (topic, method_id)
WHERE (r.rank, r.status, r.papers_critique, r.papers_beat) IS DISTINCT FROM (b.rank, b.status, b.papers_critique, b.papers_beat)
ORDER BY topic, coalesce(r.rank, b.rank), method_id
