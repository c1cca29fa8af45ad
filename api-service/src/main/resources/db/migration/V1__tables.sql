-- Only api-service writes here. Times are the database's; every row of a user carries its tenant.

CREATE TABLE tenant (
    id uuid PRIMARY KEY,
    name text NOT NULL UNIQUE,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE api_key (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenant,
    name text NOT NULL,
    prefix text NOT NULL,
    sha256 text NOT NULL UNIQUE,
    state text NOT NULL DEFAULT 'ACTIVE',
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE model (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenant,
    version integer NOT NULL DEFAULT 0,
    name text NOT NULL,
    state text NOT NULL,
    digest text NOT NULL,
    size_bytes bigint NOT NULL,
    summary text,
    findings text NOT NULL DEFAULT '[]',
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    checked_at timestamptz,
    deleted_at timestamptz
);
CREATE INDEX model_of_tenant ON model (tenant_id, id DESC);
CREATE INDEX model_by_digest ON model (digest);

CREATE TABLE dataset (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenant,
    version integer NOT NULL DEFAULT 0,
    name text NOT NULL,
    samples integer NOT NULL,
    sample_dimensions text NOT NULL,
    inputs_digest text NOT NULL,
    labels_digest text,
    digest text NOT NULL,
    size_bytes bigint NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    deleted_at timestamptz
);
CREATE INDEX dataset_of_tenant ON dataset (tenant_id, id DESC);
CREATE INDEX dataset_by_inputs ON dataset (inputs_digest);
CREATE INDEX dataset_by_labels ON dataset (labels_digest);

CREATE TABLE conversion (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenant,
    version integer NOT NULL DEFAULT 0,
    model_id uuid NOT NULL REFERENCES model,
    calibration_dataset_id uuid REFERENCES dataset,
    state text NOT NULL,
    scheme text NOT NULL,
    time_steps integer NOT NULL,
    chip text NOT NULL,
    calibration_samples integer NOT NULL,
    seed bigint NOT NULL,
    equality text NOT NULL,
    stage text,
    done integer NOT NULL DEFAULT 0,
    total integer NOT NULL DEFAULT 0,
    progress_at timestamptz,
    program_digest text,
    report_digest text,
    summary text,
    failure text,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    started_at timestamptz,
    finished_at timestamptz
);
-- What is equal is converted once; a failed conversion does not stand in the way of another try.
CREATE UNIQUE INDEX conversion_once ON conversion (tenant_id, model_id, equality)
    WHERE state IN ('QUEUED', 'RUNNING', 'READY');
CREATE INDEX conversion_of_model ON conversion (tenant_id, model_id, id DESC);
CREATE INDEX conversion_by_calibration ON conversion (calibration_dataset_id);

CREATE TABLE job (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenant,
    version integer NOT NULL DEFAULT 0,
    name text,
    state text NOT NULL,
    model_id uuid NOT NULL REFERENCES model,
    dataset_id uuid NOT NULL REFERENCES dataset,
    conversion_id uuid NOT NULL REFERENCES conversion,
    own_calibration boolean NOT NULL,
    model_digest text NOT NULL,
    inputs_digest text NOT NULL,
    labels_digest text,
    samples integer NOT NULL,
    shard_samples integer NOT NULL,
    time_steps integer NOT NULL,
    chip text NOT NULL,
    scheme text NOT NULL,
    seed bigint NOT NULL,
    stage text,
    done integer NOT NULL DEFAULT 0,
    total integer NOT NULL DEFAULT 0,
    progress_at timestamptz,
    result_digest text,
    summary text,
    failure text,
    state_times text NOT NULL DEFAULT '{}',
    event_sequence bigint NOT NULL DEFAULT 0,
    merge_attempts integer NOT NULL DEFAULT 0,
    cancel_requested_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX job_of_tenant ON job (tenant_id, id DESC);
CREATE INDEX job_by_conversion ON job (conversion_id);
CREATE INDEX job_unfinished ON job (state) WHERE state NOT IN ('SUCCEEDED', 'FAILED', 'CANCELLED', 'EXPIRED');

CREATE TABLE job_event (
    job_id uuid NOT NULL REFERENCES job,
    sequence bigint NOT NULL,
    tenant_id uuid NOT NULL,
    type text NOT NULL,
    state text NOT NULL,
    stage text,
    done integer NOT NULL,
    total integer NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (job_id, sequence)
);

CREATE TABLE work (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenant,
    kind text NOT NULL,
    subject_id uuid NOT NULL,
    position integer NOT NULL,
    size integer NOT NULL DEFAULT 1,
    state text NOT NULL DEFAULT 'READY',
    attempt integer NOT NULL DEFAULT 0,
    failures integer NOT NULL DEFAULT 0,
    worker text,
    lease_until timestamptz,
    not_before timestamptz NOT NULL DEFAULT clock_timestamp(),
    offered_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    stage text,
    done integer NOT NULL DEFAULT 0,
    total integer NOT NULL DEFAULT 0,
    work_order text NOT NULL,
    result text,
    failure text,
    turn bigint GENERATED ALWAYS AS IDENTITY,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at timestamptz,
    UNIQUE (subject_id, kind, position)
);
CREATE INDEX work_ready ON work (kind, turn) WHERE state = 'READY';
CREATE INDEX work_leased ON work (lease_until) WHERE state = 'LEASED';

-- One row a lease, so that what became of each attempt can be told afterwards.
CREATE TABLE attempt (
    work_id uuid NOT NULL REFERENCES work,
    number integer NOT NULL,
    worker text NOT NULL,
    state text NOT NULL DEFAULT 'OPEN',
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at timestamptz,
    PRIMARY KEY (work_id, number)
);

CREATE TABLE node (
    id text PRIMARY KEY,
    state text NOT NULL,
    version text NOT NULL,
    chips text NOT NULL,
    beat_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Profiles that nodes have brought; they stay known when the nodes are gone.
CREATE TABLE chip (
    name text PRIMARY KEY,
    properties text NOT NULL,
    seen_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    aggregatetype text NOT NULL,
    aggregateid text NOT NULL,
    type text NOT NULL,
    payload text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX outbox_of_aggregate ON outbox (aggregateid);

-- Blobs whose last row may be gone; the sweeper looks and deletes.
CREATE TABLE discarded_blob (
    digest text PRIMARY KEY,
    discarded_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- The last fence: whatever the code does, a job never goes back and a final state stays.
CREATE FUNCTION job_state_rank(state text) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE state
        WHEN 'VALIDATING' THEN 0 WHEN 'CONVERTING' THEN 1 WHEN 'QUEUED' THEN 2 WHEN 'PLACED' THEN 3
        WHEN 'RUNNING' THEN 4 WHEN 'FINALIZING' THEN 5 ELSE 6 END
$$;

CREATE FUNCTION job_moves_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> NEW.state AND job_state_rank(NEW.state) <= job_state_rank(OLD.state) THEN
        RAISE EXCEPTION 'job % may not move from % to %', OLD.id, OLD.state, NEW.state;
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER job_moves_forward BEFORE UPDATE OF state ON job FOR EACH ROW EXECUTE FUNCTION job_moves_forward();
