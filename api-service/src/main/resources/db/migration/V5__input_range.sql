-- Least and largest value of a model's inputs, as JSON, where the user declared them.
ALTER TABLE conversion ADD COLUMN input_range text;
