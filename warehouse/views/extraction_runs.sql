-- materialised
-- How the last extraction of each paper went; failures and skips with their reason.
SELECT * FROM staged_runs ORDER BY topic, paper_id
