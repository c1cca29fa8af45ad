-- Chip profiles that users have sent. A row never changes but for its deletion.
CREATE TABLE chip_profile (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenant,
    name text NOT NULL,
    digest text NOT NULL,
    entries text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    deleted_at timestamptz
);
CREATE UNIQUE INDEX chip_profile_name ON chip_profile (tenant_id, name) WHERE deleted_at IS NULL;

-- A sweep: one job a value; rows as JSON, each with its value and its job or what was wrong with it.
CREATE TABLE sweep (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenant,
    name text,
    model_id uuid NOT NULL REFERENCES model,
    dataset_id uuid NOT NULL REFERENCES dataset,
    chip text NOT NULL,
    field text NOT NULL,
    trials text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX sweep_of_tenant ON sweep (tenant_id, id DESC);

-- What is broken on purpose in a job's chip, as JSON; null for nothing.
ALTER TABLE job ADD COLUMN faults text;
