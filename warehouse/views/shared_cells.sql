-- materialised
-- Every cell that a row of the paper's own method (each variant) and a row of another method share, with who is better: the same table, benchmark and setting, both values in one row or one column of the page, in the metric's direction.
-- Of several rows of a table `is_representative` tells which stand for the two methods: rows that are alike, where there are any (a variant made of the other method; the same variant or the same end behind the name; both under their bare names), else the row of the own method that wins most there. `is_like_for_like` is false for a variant that is like another rival's row (made of it, or the same variant), where a row is that is more like this one.
-- Where the direction is not known, or a label has two values for one benchmark and setting, there is no cell; generic rows, oracles, references and ablations of the own method (is_compared is false) have none; a size of the own method has none with another size that it is printed in, too.
WITH single AS (
    SELECT topic, paper_id, table_label, page, method_label, benchmark, setting
    FROM benchmark_results
    GROUP BY ALL
    HAVING min(value) = max(value)
),
signed AS (
    SELECT
        *, CASE direction WHEN 'higher' THEN value ELSE -value END AS goodness,
        (boxes[1].x0 + boxes[1].x1) / 2 AS x, (boxes[1].y0 + boxes[1].y1) / 2 AS y
    FROM benchmark_results
    SEMI JOIN single USING (topic, paper_id, table_label, page, method_label, benchmark, setting)
    LEFT JOIN staged_sizes USING (method_label)
    WHERE direction <> 'unknown' AND isfinite(value) AND is_compared
),
own AS (
    SELECT *, list(size) OVER (PARTITION BY topic, paper_id, table_label, page, benchmark, setting) AS sizes FROM signed WHERE is_own
),
other AS (FROM signed WHERE NOT is_own),
cells AS MATERIALIZED (
    SELECT
        topic, paper_id, other.paper_title, own.method_id AS own_id, own.method AS own_method, own.method_label AS own_label,
        other.method_id AS other_id, other.method AS other_method, other.method_label AS other_label, benchmark, setting,
        own.value AS own_value, other.value AS other_value, unit, direction,
        CASE WHEN own.goodness > other.goodness THEN 'won' WHEN own.goodness < other.goodness THEN 'lost' ELSE 'tied' END AS outcome,
        own.goodness - other.goodness AS lead, table_label, caption, page, other.receipt_url,
        own.variant AS own_variant, other.variant AS other_variant
    FROM own
    JOIN other USING (topic, paper_id, table_label, caption, page, benchmark, setting, unit, direction)
    WHERE own.method_id <> other.method_id
        -- Middles of cells of one row lie within a few points, of one column too: wide numbers beside narrow ones move them more.
        AND (abs(own.y - other.y) < 5 OR abs(own.x - other.x) < 9)
        -- At another size only where the own method is not printed in the size of the other one.
        AND (own.size IS NOT DISTINCT FROM other.size OR other.size IS NULL OR NOT list_contains(own.sizes, other.size))
    QUALIFY row_number() OVER (
        PARTITION BY topic, paper_id, table_label, caption, page, benchmark, setting, unit, direction, own.method_id, own_label, own_value,
            other.method_id, other_label, other_value
        ORDER BY own.result_id, other.result_id) = 1
),
pairs AS (
    SELECT
        topic, paper_id, table_label, caption, page, own_id, own_label, other_id, other_label,
        any_value(own_variant) AS own_variant, any_value(other_variant) AS other_variant,
        substr(any_value(own_label), length(any_value(own_method)) + 1) AS rest,
        starts_with(any_value(own_label), any_value(own_method)) AS has_rest,
        count(*) FILTER (outcome = 'won') - count(*) FILTER (outcome = 'lost') AS surplus,
        list_transform([any_value(own_label), any_value(own_method), any_value(other_label), any_value(other_method)],
            name -> ' ' || trim(regexp_replace(lower(name), '(\bours\b|[^\pL\pN+*])+', ' ', 'g')) || ' ') AS words
    FROM cells
    GROUP BY ALL
),
likened AS (
    SELECT
        *, CASE
            WHEN contains(words[1], words[3]) AND NOT contains(words[2], words[3]) THEN 1
            WHEN own_variant = other_variant AND own_variant <> '' THEN 2
            WHEN has_rest AND rest <> '' AND ends_with(other_label, rest) THEN 2
            WHEN words[1] IN (words[2], '  ') AND words[3] = words[4] THEN 3
            ELSE 4
        END AS likeness,
        sum(surplus) OVER (PARTITION BY topic, paper_id, table_label, caption, page, own_id, own_label) AS surplus_of_row
    FROM pairs
),
standing AS (
    SELECT
        topic, paper_id, table_label, caption, page, own_id, own_label, other_id, other_label,
        likeness = min(likeness) OVER pair
            AND (likeness IN (2, 3) OR own_label = first_value(own_label) OVER (pair ORDER BY likeness, surplus_of_row DESC, own_label))
            AS is_representative,
        likeness = min(likeness) OVER pair OR likeness = min(likeness) OVER own_row OR min(likeness) OVER own_row > 2 AS is_like_for_like
    FROM likened
    WINDOW
        pair AS (PARTITION BY topic, paper_id, table_label, caption, page, own_id, other_id, other_label),
        own_row AS (PARTITION BY topic, paper_id, table_label, caption, page, own_id, own_label)
)
SELECT * EXCLUDE (own_variant, other_variant)
FROM cells
JOIN standing USING (topic, paper_id, table_label, caption, page, own_id, own_label, other_id, other_label)
ORDER BY topic, paper_id, page, table_label, benchmark, setting, own_label, other_label, own_value, other_value
