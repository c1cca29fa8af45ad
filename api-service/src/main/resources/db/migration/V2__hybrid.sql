-- Whether a conversion may leave operators that cannot spike to ONNX Runtime: auto or never.
ALTER TABLE conversion ADD COLUMN hybrid text NOT NULL DEFAULT 'auto';
