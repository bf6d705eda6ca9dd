-- materialised
-- Why each paper is in its topic, a row a reason; a paper whose rows are all over is out of source, but stays.
SELECT * FROM staged_members ORDER BY topic, paper_id, reason, detail
