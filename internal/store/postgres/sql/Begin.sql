-- Whole days are counted and dropped while nobody writes.
BEGIN;
SELECT pg_advisory_xact_lock_shared(hashtext('paceline'), hashtext('writing'));
