package io.aisynapse.api.sweep;

import io.aisynapse.api.chip.Chips;
import io.aisynapse.api.job.JobSubmission;
import io.aisynapse.api.job.Jobs;
import io.aisynapse.api.problem.ProblemException;
import io.aisynapse.api.web.FailureView;
import io.aisynapse.api.web.Paging;
import io.aisynapse.api.web.ResourceIds;
import io.aisynapse.core.chip.ChipProfiles;
import io.aisynapse.core.chip.ChipSpec;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.protocol.problem.Problem;
import io.aisynapse.protocol.state.JobState;
import io.aisynapse.protocol.work.ProtocolJson;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;

/**
 * Starts a job for each value of a figure and tells what they have come to. The table is read from the jobs each time,
 * so that it is never behind them.
 */
@Component
class Sweeps {
    private final JobSubmission submission;
    private final Jobs jobs;
    private final Chips chips;
    private final SweepRepository repository;
    private final Writing writing;

    Sweeps(JobSubmission submission, Jobs jobs, Chips chips, SweepRepository repository, Writing writing) {
        this.submission = submission;
        this.jobs = jobs;
        this.chips = chips;
        this.repository = repository;
        this.writing = writing;
    }

    /** What writes a sweep down. */
    @Component
    record Writing(JdbcClient jdbc, ResourceIds ids, Paging paging) {}

    /**
     * A sweep as its body asks for it.
     *
     * @param job what all values have in common; its name is the sweep's, its chip the one whose figure is changed
     */
    record Request(JobSubmission.Request job, String field, List<String> values) {}

    /**
     * @param state RUNNING until all jobs are over, then FINISHED
     * @param finished jobs that are over, and values that are refused
     */
    record SweepView(
            UUID id,
            @Nullable String name,
            String state,
            UUID modelId,
            UUID datasetId,
            String chip,
            String field,
            int finished,
            int total,
            List<Row> rows,
            OffsetDateTime createdAt) {}

    /**
     * One line of the table.
     *
     * @param state of the job, or REFUSED when the profile with this value makes no sense
     */
    record Row(
            String value,
            String state,
            @Nullable UUID jobId,
            Jobs.@Nullable Progress progress,
            @Nullable Figures figures,
            @Nullable FailureView failure,
            List<Problem> errors) {}

    /**
     * What a run came to.
     *
     * @param accuracy null without labels
     * @param agreement with the model itself; null when nothing was compared
     */
    record Figures(
            @Nullable Double accuracy,
            @Nullable Double agreement,
            int cores,
            int chips,
            double energyNjPerSample,
            double latencyUsPerSample,
            long spikes,
            long synapticOperations) {
        static Figures of(JsonNode summary) {
            return new Figures(
                    share(summary, "accuracy_spiking"),
                    share(summary, "agreement"),
                    summary.path("cores").intValue(),
                    summary.path("chips").intValue(),
                    summary.path("energy_nj_per_sample").doubleValue(),
                    summary.path("chip_latency_us_per_sample").doubleValue(),
                    summary.path("spikes").longValue(),
                    summary.path("synaptic_operations").longValue());
        }

        private static @Nullable Double share(JsonNode summary, String member) {
            JsonNode value = summary.path(member);
            return value.isNumber() ? value.doubleValue() : null;
        }
    }

    @Transactional
    UUID start(UUID tenantId, Request request) {
        JobSubmission.Request common = request.job();
        String name = common.settings().chip();
        ChipSpec base = chips.named(tenantId, name)
                .orElseThrow(() -> ProblemException.refused(
                        "The sweep is not accepted; errors has each finding.",
                        List.of(new Problem(
                                "unknown-chip",
                                "/chip",
                                "There is no such chip.",
                                name,
                                "one of " + chips.names(tenantId),
                                "see /v1/chips"))));
        submission.checkNamed(tenantId, common);
        List<Trial> trials = new ArrayList<>();
        for (String value : request.values()) {
            trials.add(trial(tenantId, request, base, value));
        }
        UUID id = writing.ids().next();
        writing.jdbc()
                .sql("""
                        INSERT INTO sweep (id, tenant_id, name, model_id, dataset_id, chip, field, trials)
                        VALUES (:id, :tenant, :name, :model, :dataset, :chip, :field, :trials)
                        """)
                .param("id", id)
                .param("tenant", tenantId)
                .param("name", common.name())
                .param("model", common.modelId())
                .param("dataset", common.datasetId())
                .param("chip", name)
                .param("field", request.field())
                .param("trials", ProtocolJson.mapper().writeValueAsString(trials))
                .update();
        return id;
    }

    private Trial trial(UUID tenantId, Request request, ChipSpec base, String value) {
        ChipSpec chip;
        try {
            chip = ChipProfiles.changed(base, request.field(), value);
        } catch (RejectedModelException refused) {
            return new Trial(value, null, Chips.problems(refused));
        }
        JobSubmission.Request common = request.job();
        String sweepName = common.name();
        JobSubmission.Request job = common.with(common.settings().withChip(chip.name()))
                .withName(sweepName == null ? null : jobName(sweepName, value));
        return new Trial(value, submission.submit(tenantId, job, chip), List.of());
    }

    private static String jobName(String sweep, String value) {
        String name = sweep + " " + value;
        return name.length() <= 128 ? name : sweep;
    }

    @Transactional(readOnly = true)
    SweepView view(UUID tenantId, UUID id) {
        return viewOf(
                repository.findByTenantIdAndId(tenantId, id).orElseThrow(() -> ProblemException.notFound("sweep")));
    }

    @Transactional(readOnly = true)
    Paging.Page<SweepView> page(Paging.Query query) {
        return writing.paging()
                .page(
                        query,
                        (before, limit) ->
                                repository.findByTenantIdAndIdLessThanOrderByIdDesc(query.tenantId(), before, limit),
                        sweep -> sweep.id,
                        this::viewOf);
    }

    private SweepView viewOf(Sweep sweep) {
        List<Row> rows = Arrays.stream(ProtocolJson.mapper().readValue(sweep.trials, Trial[].class))
                .map(trial -> row(sweep.tenantId, trial))
                .toList();
        int finished = (int) rows.stream().filter(Sweeps::isOver).count();
        return new SweepView(
                sweep.id,
                sweep.name,
                finished == rows.size() ? "FINISHED" : "RUNNING",
                sweep.modelId,
                sweep.datasetId,
                sweep.chip,
                sweep.field,
                finished,
                rows.size(),
                rows,
                sweep.createdAt);
    }

    private static boolean isOver(Row row) {
        return row.jobId() == null || JobState.valueOf(row.state()).isFinal();
    }

    private Row row(UUID tenantId, Trial trial) {
        UUID jobId = trial.jobId();
        if (jobId == null) {
            return new Row(trial.value(), "REFUSED", null, null, null, null, trial.errors());
        }
        Jobs.JobView job = jobs.view(tenantId, jobId);
        JsonNode summary = job.summary();
        return new Row(
                trial.value(),
                job.state().name(),
                jobId,
                job.progress(),
                summary == null ? null : Figures.of(summary),
                job.failure(),
                List.of());
    }
}
