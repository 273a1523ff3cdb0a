SELECT project, id FROM js_errors SEMI JOIN event_keys USING (project, id) WHERE arrived >= $since
UNION ALL
SELECT project, id FROM events    SEMI JOIN event_keys USING (project, id) WHERE arrived >= $since
