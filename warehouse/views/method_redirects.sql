-- materialised
-- Ids of methods that were merged into another one, each with the id that stands for it now.
WITH RECURSIVE led AS (
    SELECT topic, old_id, method_id, 1 AS steps FROM staged_redirects
    UNION ALL
    SELECT led.topic, led.old_id, r.method_id, led.steps + 1
    FROM led
    JOIN staged_redirects AS r ON r.topic = led.topic AND r.old_id = led.method_id
    WHERE led.steps < 20
)
SELECT topic, old_id, method_id
FROM led
QUALIFY row_number() OVER (PARTITION BY topic, old_id ORDER BY steps DESC) = 1
ORDER BY topic, old_id
