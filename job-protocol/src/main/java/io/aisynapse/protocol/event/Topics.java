package io.aisynapse.protocol.event;

/** Kafka topics. Records are doorbells: one that is lost or doubled costs time, never a result. */
public final class Topics {
    /** Model checks and conversions to be claimed, keyed by work id; read as a share group. */
    public static final String CONVERSION_REQUESTS = "conversion-requests";

    /** Shards to be claimed, keyed by work id; read as a share group. */
    public static final String SHARD_WORK = "shard-work";

    /** State changes of jobs, keyed by job id; an ordinary topic. */
    public static final String JOB_EVENTS = "job-events";

    /** Share groups of the workers. */
    public static final String CONVERTER_GROUP = "converter-workers";

    public static final String NODE_GROUP = "execution-nodes";

    private Topics() {}
}
