LOCK TABLE metrics, js_errors, events, dead_letters IN ACCESS SHARE MODE
