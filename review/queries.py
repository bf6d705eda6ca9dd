"""The SQL of the review.

Column names are the fields of the records in `reader.py`; every order is total, so that pages are the same on every run.
"""

TOPICS = "SELECT topic, title, n_papers, n_critiques, n_results, n_methods, updated FROM topic_summary ORDER BY lower(title), topic"

MOST_SUPERSEDED = """
SELECT topic, rank, method_id, method, sub_problem, paper_id, paper_title, papers_critique, papers_beat, score, status
FROM most_superseded WHERE topic = $topic ORDER BY rank, method_id LIMIT $cap"""
N_MOST_SUPERSEDED = "SELECT count(*) AS n FROM most_superseded WHERE topic = $topic"

SUB_PROBLEMS = """
SELECT topic, sub_problem_id, label, n_methods
FROM sub_problems WHERE topic = $topic ORDER BY n_methods DESC, label, sub_problem_id LIMIT $cap"""
N_SUB_PROBLEMS = "SELECT count(*) AS n FROM sub_problems WHERE topic = $topic"
SUB_PROBLEM_MEMBERS = """
SELECT topic, sub_problem_id, label, method_id, method, member_rank
FROM sub_problem_methods WHERE topic = $topic AND member_rank <= $cap ORDER BY sub_problem_id, member_rank, method_id"""

FRONTIER = """
SELECT topic, method_id, method, sub_problem, paper_id, paper_title, first_seen, beats
FROM frontier WHERE topic = $topic ORDER BY first_seen DESC NULLS LAST, method, method_id LIMIT $cap"""
N_FRONTIER = "SELECT count(*) AS n FROM frontier WHERE topic = $topic"

FAILURES = """
SELECT topic, paper_id, source_file, status, reason, reason_kind, n_pages, n_references, n_critiques, n_results, n_tables, n_abstained,
       seconds, fingerprint, finished_at
FROM extraction_runs WHERE topic = $topic AND status = 'failed' ORDER BY source_file, paper_id LIMIT $cap"""
N_RUNS = "SELECT count(*) AS n FROM extraction_runs WHERE topic = $topic AND status = $status"

METHODS = """
SELECT m.topic, m.method_id, m.method, m.aliases, m.paper_id, m.paper_title, coalesce(p.pdf_url, '') AS paper_url,
       coalesce(p.pdf_sha256, '') AS pdf_sha256, m.first_seen, s.sub_problem, coalesce(s.papers_critique, 0) AS papers_critique,
       coalesce(s.papers_beat, 0) AS papers_beat, s.rank, coalesce(s.n_ranked, 0) AS n_ranked,
       coalesce(s.status, 'no evidence here') AS status
FROM methods AS m
LEFT JOIN papers AS p ON p.topic = m.topic AND p.paper_id = m.paper_id
LEFT JOIN method_supersession AS s ON s.topic = m.topic AND s.method_id = m.method_id
WHERE ($topic IS NULL OR m.topic = $topic) AND ($method_id IS NULL OR m.method_id = $method_id)
    AND (m.kind = 'method' OR (m.topic, m.method_id) IN (SELECT (topic, winner_id) FROM head_to_head))
ORDER BY m.method_id, m.topic"""

REMARKS = """
SELECT r.method_id, r.receipt_id, r.paper_id, r.paper_title, r.sentence, r.kind, r.anaphoric, r.context, r.method_label, r.citation,
       r.section, r.page, r.receipt_url, r.pdf_sha256, coalesce(r.paper_id = m.paper_id, false) AS is_own_paper
FROM critique_receipts AS r
JOIN methods AS m ON m.topic = r.topic AND m.method_id = r.method_id
LEFT JOIN papers AS p ON p.topic = r.topic AND p.paper_id = r.paper_id
WHERE r.topic = $topic AND ($method_id IS NULL OR r.method_id = $method_id)
ORDER BY r.method_id, p.published DESC NULLS LAST, r.paper_id, r.page, r.receipt_id"""

# head_to_head carries numbers; how the paper prints them ("0.60", not 0.6) stands in benchmark_results.
DEFEATS = """
WITH printed AS (
    SELECT paper_id, page, table_label, method_label, benchmark, setting, value, min(value_text) AS value_text, min(unit) AS unit
    FROM benchmark_results
    WHERE topic = $topic
    GROUP BY ALL
)
SELECT h.loser_id AS method_id, h.paper_id, h.paper_title, h.winner_id, h.winner, h.winner_label, h.loser, h.benchmark, h.setting,
       h.winner_value, h.loser_value, w.value_text AS winner_text, l.value_text AS loser_text, w.unit, h.direction, h.table_label, h.page,
       h.receipt_url, coalesce(p.pdf_sha256, '') AS pdf_sha256
FROM head_to_head AS h
LEFT JOIN printed AS w ON w.paper_id = h.paper_id AND w.page = h.page AND w.table_label = h.table_label
    AND w.method_label = h.winner_label AND w.benchmark = h.benchmark AND w.setting = h.setting AND w.value = h.winner_value
LEFT JOIN printed AS l ON l.paper_id = h.paper_id AND l.page = h.page AND l.table_label = h.table_label
    AND l.method_label = h.loser_label AND l.benchmark = h.benchmark AND l.setting = h.setting AND l.value = h.loser_value
LEFT JOIN papers AS p ON p.topic = h.topic AND p.paper_id = h.paper_id
WHERE h.topic = $topic AND ($method_id IS NULL OR h.loser_id = $method_id)
ORDER BY h.loser_id, p.published DESC NULLS LAST, h.paper_id, h.page, h.table_label, h.benchmark, h.setting, h.winner, h.winner_id,
         h.winner_label, h.winner_value, h.loser_label, h.loser_value"""

ALTERNATIVES = """
SELECT method_id, newer_method_id, newer_method, paper_title, first_seen, count(*) OVER (PARTITION BY method_id) AS n_alternatives
FROM newer_alternatives
WHERE topic = $topic AND ($method_id IS NULL OR method_id = $method_id)
QUALIFY row_number() OVER (PARTITION BY method_id ORDER BY first_seen DESC NULLS LAST, newer_method, newer_method_id) <= $cap
ORDER BY method_id, first_seen DESC NULLS LAST, newer_method, newer_method_id"""

NEAR_NAMES = """
WITH names AS (
    SELECT method, unnest(list_prepend(method, aliases)) AS name FROM methods WHERE $topic IS NULL OR topic = $topic
)
SELECT method FROM names GROUP BY method
ORDER BY max(jaro_winkler_similarity(lower(name), lower($name)) + CASE WHEN contains(lower(name), lower($name)) THEN 1 ELSE 0 END) DESC,
         length(method), method
LIMIT $cap"""
