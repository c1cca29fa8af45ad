-- What a job records of its samples, as JSON (null: nothing), and the file it made.
ALTER TABLE job ADD COLUMN record text;
ALTER TABLE job ADD COLUMN recordings_digest text;
-- From where the next attempt at a piece of work can go on; only while it is READY or LEASED.
ALTER TABLE work ADD COLUMN checkpoint text;
CREATE INDEX work_by_checkpoint ON work (checkpoint) WHERE checkpoint IS NOT NULL;
