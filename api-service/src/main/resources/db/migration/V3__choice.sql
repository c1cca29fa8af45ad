-- What scheme auto chooses among and by, as JSON; null for any other scheme.
ALTER TABLE conversion ADD COLUMN choice text;

-- When a sample's answer may be taken before the last tick (null: never), and whether answers are followed.
ALTER TABLE job ADD COLUMN early_exit_margin double precision;
ALTER TABLE job ADD COLUMN early_exit_min_ticks integer NOT NULL DEFAULT 1;
ALTER TABLE job ADD COLUMN against_time boolean NOT NULL DEFAULT false;
