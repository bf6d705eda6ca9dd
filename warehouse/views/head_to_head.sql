-- materialised
-- The paper's own method, each variant as printed, against each row of a baseline it beats, where the paper wins more of the cells that the two share than it loses (`shared_cells` has all of them).
-- Only rows that stand for the two methods in their table count (`is_representative`), and a cell once for the pair; other variants that win are shown beside them, but for those whose like is another rival's row.
-- A model is told as the table prints it: of a family that comes in many sizes the size is what is compared.
WITH best AS (
    SELECT
        topic, paper_id, own_id, other_id,
        max(CASE direction WHEN 'higher' THEN own_value ELSE -own_value END)
            - max(CASE direction WHEN 'higher' THEN other_value ELSE -other_value END) AS lead
    FROM shared_cells
    WHERE is_representative
    GROUP BY topic, paper_id, own_id, other_id, table_label, caption, page, benchmark, setting, unit, direction
),
pairs AS (
    SELECT
        topic, paper_id, own_id, other_id, count(*) FILTER (lead > 0)::INTEGER AS cells_won,
        count(*) FILTER (lead < 0)::INTEGER AS cells_lost, count(*) FILTER (lead = 0)::INTEGER AS cells_tied
    FROM best
    GROUP BY topic, paper_id, own_id, other_id
    HAVING cells_won > cells_lost
)
SELECT
    topic, paper_id, paper_title, own_id AS winner_id, own_method AS winner, own_label AS winner_label, other_id AS loser_id,
    CASE kind WHEN 'model' THEN other_label ELSE other_method END AS loser, other_label AS loser_label,
    benchmark, setting, own_value AS winner_value, other_value AS loser_value, direction, lead AS margin, cells_won, cells_lost,
    cells_tied, table_label, page, receipt_url
FROM shared_cells
JOIN pairs USING (topic, paper_id, own_id, other_id)
LEFT JOIN (SELECT topic, method_id AS other_id, kind FROM methods) USING (topic, other_id)
WHERE outcome = 'won' AND is_like_for_like
ORDER BY topic, paper_id, page, table_label, benchmark, setting, loser, loser_label, loser_value, winner_label, winner_value
