-- materialised
-- Methods that may be one: names that differ in case, signs and spaces only, or that share a work; the rules were not sure enough to join them.
WITH named AS (
    SELECT DISTINCT topic, method_id, method, kind, paper_title, regexp_replace(lower(strip_accents(name)), '[^\pL\pN]+', '', 'g') AS spelling
    FROM (SELECT *, unnest(list_prepend(method, aliases)) AS name FROM methods WHERE kind IN ('method', 'component'))
),
pairs AS (
    SELECT a.topic, a.method_id, a.method, b.method_id AS other_id, b.method AS other_method, 'one spelling' AS reason, 1 AS place
    FROM named AS a
    JOIN named AS b ON b.topic = a.topic AND b.spelling = a.spelling AND b.method_id > a.method_id
    WHERE length(a.spelling) >= 3
    UNION
    SELECT a.topic, a.method_id, a.method, b.method_id, b.method, 'named beside one work', 2
    FROM methods AS a
    JOIN methods AS b ON b.topic = a.topic AND b.paper_title = a.paper_title AND b.method_id > a.method_id
    WHERE a.kind = 'method' AND b.kind = 'method'
)
SELECT topic, method_id, method, other_id, other_method, reason
FROM pairs
QUALIFY row_number() OVER (PARTITION BY topic, method_id, other_id ORDER BY place) = 1
ORDER BY topic, place, lower(method), method_id, other_id
