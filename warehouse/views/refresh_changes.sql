-- materialised
-- What the last refresh added, changed or dropped, a row a paper; `method_changes` tells of the methods.
SELECT * FROM staged_changes ORDER BY topic, paper_id
