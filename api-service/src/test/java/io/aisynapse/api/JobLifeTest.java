package io.aisynapse.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.api.User.Answer;
import io.aisynapse.protocol.array.NpyValues;
import io.aisynapse.protocol.array.NpzFile;
import io.aisynapse.protocol.state.WorkKind;
import io.aisynapse.protocol.work.InternalPort.Beat;
import io.aisynapse.protocol.work.InternalPort.Commit;
import io.aisynapse.protocol.work.InternalPort.Lease;
import io.aisynapse.protocol.work.InternalPort.Release;
import io.aisynapse.protocol.work.WorkOrder.RunShard;
import io.aisynapse.protocol.work.WorkOrder.RunWishes;
import io.aisynapse.protocol.work.WorkResult;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A job from upload to digest over HTTP, and what happens to it when workers are lost, lie or are too late. */
class JobLifeTest {
    private static final Duration LEASE = Duration.ofSeconds(1);

    @TempDir
    static Path folder;

    private static RunningService service;
    private static User user;
    private static FakeWorker worker;
    private static String modelId;

    @BeforeAll
    static void startTheService() throws Exception {
        service = new RunningService(
                folder, Map.of("SYNAPSE_LEASE", LEASE.toMillis() + "ms", "SYNAPSE_SWEEP_EVERY", "100ms"));
        user = User.of(service, "life");
        worker = new FakeWorker(service, "worker-1");
        modelId = uploadModel("model bytes").json().get("id").stringValue();
    }

    @AfterAll
    static void stopTheService() {
        worker.close();
        service.close();
    }

    @Test
    void aJobGoesFromUploadToOneDigestWhateverTheShards() throws IOException {
        String dataset = user.uploadDataset(10);
        JsonNode first = run(dataset, 4);
        JsonNode second = run(dataset, 3);
        assertEquals("SUCCEEDED", first.get("state").stringValue(), first.toString());
        assertEquals(first.get("result_digest"), second.get("result_digest"));
        assertEquals(first.get("conversion_id"), second.get("conversion_id"));
        assertEquals(1.0, first.at("/summary/accuracy_original").doubleValue());
        assertEquals(0.7, first.at("/summary/accuracy_spiking").doubleValue());
        assertEquals(30, first.at("/summary/spikes").intValue());
        assertEquals(
                3 * 2000 / 10 / 1e3,
                first.at("/summary/chip_latency_us_per_sample").doubleValue());
        Answer results = user.get("/v1/jobs/" + first.get("id").stringValue() + "/results");
        assertTrue(results.text().startsWith("{\"samples\":10,\"outputs\":[[0.50,0.25],[1.50,0.25]"), results.text());
        assertEquals(5.0, first.at("/summary/mean_ticks").doubleValue());
        assertEquals(0.25, first.at("/summary/relative_error").doubleValue());
        assertTrue(first.at("/summary/against_time").isNull());
        assertTrue(results.text()
                .endsWith("\"synaptic_operations\":[20,21,22,23,24,25,26,27,28,29],\"exit_ticks\":null}"));
        assertTrue(first.at("/summary/distribution_shift").booleanValue(), first.toString());
        assertEquals(0.07, first.at("/summary/coverage/0/share").doubleValue());
        assertEquals(0.02, first.at("/summary/coverage/0/calibration_share").doubleValue());
        assertEquals(3, first.at("/summary/warnings").size());
    }

    @Test
    void whatSchemeAutoShallChooseByReachesTheConverterAndTheOwner() throws IOException {
        String body = "{\"scheme\":\"auto\",\"objective\":\"cores\",\"max_accuracy_drop\":0.5,\"chip\":\"loihi-1\","
                + "\"candidates\":{\"schemes\":[\"rate\",\"serial\"],\"time_steps\":[16,4]}}";
        Answer asked = user.postJson("/v1/models/" + modelId + "/conversions", body);
        assertEquals(202, asked.status(), asked.text());
        JsonNode settings = asked.json().get("settings");
        assertEquals("auto", settings.get("scheme").stringValue());
        assertEquals(16, settings.get("time_steps").intValue());
        assertEquals("loihi-1", settings.get("chip").stringValue());
        assertEquals(1024, settings.get("calibration_samples").intValue());
        assertEquals(
                "{\"objective\":\"cores\",\"max_accuracy_drop\":0.5,\"schemes\":[\"rate\",\"serial\"],"
                        + "\"time_steps\":[16,4],\"chips\":[\"loihi-1\"]}",
                settings.get("choice").toString());
        assertEquals(
                200,
                user.postJson("/v1/models/" + modelId + "/conversions", body).status());
        String other = body.replace("0.5", "0.25");
        assertEquals(
                202,
                user.postJson("/v1/models/" + modelId + "/conversions", other).status());
        worker.doAll(WorkKind.CONVERSION);
    }

    @Test
    void whatAJobWishesReachesTheNodes() throws IOException {
        Answer answer = user.postJson(
                "/v1/jobs",
                ("{\"model_id\":\"%s\",\"dataset_id\":\"%s\",\"early_exit_margin\":1.5,\"early_exit_min_ticks\":3,"
                                + "\"against_time\":true}")
                        .formatted(modelId, user.uploadDataset(2)));
        assertEquals(202, answer.status(), answer.text());
        assertEquals(1.5, answer.json().get("early_exit_margin").doubleValue());
        worker.doAll(WorkKind.CONVERSION);
        Lease lease = claimShardOf(answer.json().get("id").stringValue());
        RunShard order = (RunShard) lease.order();
        assertEquals(new RunWishes(1.5, 3, true), order.wishes());
        assertTrue(worker.work(lease));
    }

    @Test
    void everyStateOfAJobIsAnEventAndNoneIsMissing() throws IOException {
        String id = run(user.uploadDataset(6), 2).get("id").stringValue();
        JsonNode events = user.get("/v1/jobs/" + id + "/events", "application/json")
                .json()
                .get("data");
        List<String> states = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            assertEquals(i + 1, events.get(i).get("sequence").intValue());
            if (events.get(i).get("type").stringValue().equals("job.state")) {
                states.add(events.get(i).get("state").stringValue());
            }
        }
        assertEquals(
                List.of("VALIDATING", "CONVERTING", "QUEUED", "PLACED", "RUNNING", "FINALIZING", "SUCCEEDED"),
                states.stream().distinct().toList());
        String stream =
                user.get("/v1/jobs/" + id + "/events", "text/event-stream").text();
        assertEquals(events.size(), stream.split("\nid: ", -1).length - 1);
    }

    @Test
    void whatIsCommittedUnderAnOldAttemptIsDropped() throws IOException {
        String id = submit(user.uploadDataset(2), 2);
        Lease lost = claimShardOf(id);
        waitUntil(() -> state(id, "READY") == 1);
        Lease again = claimShardOf(id);
        assertEquals(lost.workId(), again.workId());
        assertEquals(lost.attempt() + 1, again.attempt());
        WorkResult result = worker.result(lost.order());
        assertFalse(worker.port().commit(lost.workId(), new Commit(lost.attempt(), result)));
        assertTrue(worker.port()
                .beat(lost.workId(), new Beat(lost.attempt(), "late", 1, 2))
                .isEmpty());
        assertFalse(worker.port().release(lost.workId(), new Release(lost.attempt())));
        assertTrue(worker.work(again));
        assertTrue(worker.port().commit(again.workId(), new Commit(again.attempt(), result)), "a repeated commit");
        assertEquals("SUCCEEDED", finished(id).get("state").stringValue());
    }

    @Test
    void theNextAttemptGetsTheNewestCheckpointOfTheOneThatHeldTheLease() throws IOException {
        String id = submit(user.uploadDataset(2), 2);
        Lease lost = claimShardOf(id);
        assertNull(lost.checkpoint());
        String first = worker.put("first state");
        String newest = worker.put("newest state");
        Beat untold = new Beat(lost.attempt(), "running", 1, 2, "sha256:" + "0".repeat(64));
        assertTrue(worker.port().beat(lost.workId(), untold).isPresent(), "a checkpoint that is nowhere is no error");
        for (String digest : new String[] {first, newest, null}) {
            Beat beat = new Beat(lost.attempt(), "running", 1, 2, digest);
            assertTrue(worker.port().beat(lost.workId(), beat).isPresent());
        }
        waitUntil(() -> !service.hasBlob(first));
        waitUntil(() -> state(id, "READY") == 1);
        Lease next = claimShardOf(id);
        assertEquals(newest, next.checkpoint());
        String late = worker.put("late state");
        assertTrue(worker.port()
                .beat(lost.workId(), new Beat(lost.attempt(), "late", 1, 2, late))
                .isEmpty());
        assertTrue(worker.port().release(next.workId(), new Release(next.attempt())));
        Lease third = claimShardOf(id);
        assertEquals(newest, third.checkpoint(), "a release without a checkpoint keeps the one before");
        String last = worker.put("last state");
        assertTrue(worker.port().release(third.workId(), new Release(third.attempt(), last)));
        Lease fourth = claimShardOf(id);
        assertEquals(last, fourth.checkpoint());
        assertTrue(worker.work(fourth));
        assertEquals("SUCCEEDED", finished(id).get("state").stringValue());
        waitUntil(() -> !service.hasBlob(last) && !service.hasBlob(newest));
    }

    @Test
    void checkpointsOfACancelledJobAreDeleted() throws IOException {
        String id = submit(user.uploadDataset(2), 2);
        Lease lease = claimShardOf(id);
        String told = worker.put("a state that nobody will want");
        assertTrue(worker.port().release(lease.workId(), new Release(lease.attempt(), told)));
        assertEquals(200, user.postJson("/v1/jobs/" + id + "/cancel", "").status());
        assertEquals("CANCELLED", finished(id).get("state").stringValue());
        waitUntil(() -> !service.hasBlob(told));
    }

    @Test
    void recordingsAreOneFileHoweverTheJobIsCut() throws IOException {
        String dataset = user.uploadDataset(7);
        List<byte[]> files = new ArrayList<>();
        for (int shardSamples : new int[] {2, 3, 7}) {
            String id = submit(dataset, shardSamples, ",\"record\":{\"samples\":5,\"max_bytes\":100000}");
            assertEquals(409, user.get("/v1/jobs/" + id + "/recordings").status());
            finishShards(id, Math.ceilDiv(7, shardSamples));
            JsonNode job = finished(id);
            assertEquals("SUCCEEDED", job.get("state").stringValue(), job.toString());
            assertEquals(5, job.at("/record/samples").intValue());
            Answer answer = user.get("/v1/jobs/" + id + "/recordings");
            assertEquals(200, answer.status());
            files.add(answer.response().body());
        }
        assertArrayEquals(files.get(0), files.get(1));
        assertArrayEquals(files.get(0), files.get(2));
        Path file = folder.resolve("recordings.npz");
        Files.write(file, files.getFirst());
        try (NpzFile npz = NpzFile.open(file, 1 << 20)) {
            assertEquals(17, npz.names().size(), npz.names().toString());
            NpyValues samples = new NpyValues(npz.open("spike_sample"));
            long[] rows = new long[5];
            assertEquals(5, samples.next(rows));
            assertArrayEquals(new long[] {0, 1, 2, 3, 4}, rows);
            assertArrayEquals(
                    new long[] {5, 1, 4},
                    new NpyValues(npz.open("membrane")).header().shape());
        }
    }

    @Test
    void recordingsEndWhereTheNextSampleDoesNotFit() throws IOException {
        String id = submit(user.uploadDataset(6), 2, ",\"record\":{\"max_bytes\":200}");
        finishShards(id, 3);
        JsonNode job = finished(id);
        assertEquals("SUCCEEDED", job.get("state").stringValue(), job.toString());
        assertTrue(job.at("/summary/warnings").toString().contains("recordings hold 3 of 6 samples"), job.toString());
    }

    @Test
    void aShardWithoutTheRecordingThatWasAskedForIsNotTaken() throws IOException {
        String id = submit(user.uploadDataset(2), 2, ",\"record\":{\"core_activity\":true}");
        Lease lease = claimShardOf(id);
        WorkResult.ShardRun honest = (WorkResult.ShardRun) worker.result(lease.order());
        for (String recording : new String[] {null, honest.resultDigest(), worker.put("")}) {
            WorkResult lie = new WorkResult.ShardRun(honest.resultDigest(), honest.summary(), recording);
            assertFalse(worker.port().commit(lease.workId(), new Commit(lease.attempt(), lie)));
            waitUntil(() -> state(id, "READY") == 1);
            lease = claimShardOf(id);
        }
        assertTrue(worker.work(lease));
        assertEquals("SUCCEEDED", finished(id).get("state").stringValue());
        String silent = run(user.uploadDataset(2), 2).get("id").stringValue();
        assertEquals(404, user.get("/v1/jobs/" + silent + "/recordings").status());
    }

    @Test
    void aResultThatIsNotWhatItSaysFailsTheAttemptAndNotTheJob() throws IOException {
        String id = submit(user.uploadDataset(2), 2);
        Lease lease = claimShardOf(id);
        WorkResult.ShardRun honest = (WorkResult.ShardRun) worker.result(lease.order());
        WorkResult lie = new WorkResult.ShardRun(worker.put("{\"first\":0,\"count\":3}"), honest.summary());
        assertFalse(worker.port().commit(lease.workId(), new Commit(lease.attempt(), lie)));
        waitUntil(() -> state(id, "READY") == 1);
        Lease again = claimShardOf(id);
        assertTrue(worker.work(again));
        assertEquals("SUCCEEDED", finished(id).get("state").stringValue());
    }

    @Test
    void aShardThatKillsItsWorkersIsGivenUpAndItsJobFailsAsPoison() throws IOException {
        String id = submit(user.uploadDataset(4), 2);
        List<String> poisoned = new ArrayList<>();
        for (int attempt = 0; attempt < 5; attempt++) {
            Lease lease = claimShardOf(id);
            if (poisoned.isEmpty()) {
                poisoned.add(lease.workId());
            }
            while (!poisoned.contains(lease.workId())) {
                worker.port().release(lease.workId(), new Release(lease.attempt()));
                lease = claimShardOf(id);
            }
            assertTrue(worker.crash(lease));
        }
        JsonNode job = finished(id);
        assertEquals("FAILED", job.get("state").stringValue());
        assertEquals("poison", job.at("/failure/code").stringValue());
        waitUntil(() -> state(id, "CANCELLED") == 1);
    }

    @Test
    void afterACancelIsAcknowledgedNoShardCommits() throws IOException {
        String id = submit(user.uploadDataset(4), 2);
        Lease lease = claimShardOf(id);
        Answer cancel = user.postJson("/v1/jobs/" + id + "/cancel", "");
        assertEquals(200, cancel.status());
        assertNotEquals("CANCELLED", cancel.json().get("state").stringValue());
        assertTrue(worker.port()
                .beat(lease.workId(), new Beat(lease.attempt(), "running", 1, 2))
                .orElseThrow()
                .cancelled());
        assertFalse(worker.work(lease));
        assertEquals("CANCELLED", finished(id).get("state").stringValue());
        assertEquals(200, user.postJson("/v1/jobs/" + id + "/cancel", "").status());
    }

    @Test
    void aFinishedJobCannotBeCancelled() throws IOException {
        String id = run(user.uploadDataset(3), 3).get("id").stringValue();
        Answer cancel = user.postJson("/v1/jobs/" + id + "/cancel", "");
        assertEquals(409, cancel.status());
        assertEquals("already-final", cancel.code());
    }

    @Test
    void aRestartFindsEverything() throws IOException {
        String dataset = user.uploadDataset(4);
        String done = run(dataset, 2).get("id").stringValue();
        String waiting = submit(dataset, 2);
        Lease before = claimShardOf(waiting);
        service.restart();
        worker = new FakeWorker(service, "worker-2");
        assertEquals(
                "SUCCEEDED", user.get("/v1/jobs/" + done).json().get("state").stringValue());
        assertEquals(
                "READY", user.get("/v1/models/" + modelId).json().get("state").stringValue());
        waitUntil(() -> state(waiting, "READY") == 2);
        assertFalse(worker.work(before), "its lease ran out while the service was away");
        finishShards(waiting, 2);
        assertEquals("SUCCEEDED", finished(waiting).get("state").stringValue());
    }

    @Test
    void aPreflightTellsAndLeavesNothing() throws Exception {
        int models = user.get("/v1/models").json().get("data").size();
        CompletableFuture<Answer> asked = CompletableFuture.supplyAsync(() -> user.postBytes(
                "/v1/models:preflight?scheme=differential", "application/onnx", "other bytes".getBytes()));
        waitUntil(() -> {
            try {
                return worker.doAll(WorkKind.PREFLIGHT) == 1;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        Answer answer = asked.get();
        assertEquals(200, answer.status(), answer.text());
        assertEquals("differential", answer.json().get("scheme").stringValue());
        assertEquals("exact", answer.json().at("/nodes/0/verdict").stringValue());
        assertEquals(models, user.get("/v1/models").json().get("data").size());
        Answer wrong = user.postBytes("/v1/models:preflight?scheme=morse", "application/onnx", "x".getBytes());
        assertEquals(422, wrong.status(), wrong.text());
    }

    /** Each leaves its bytes to the sweeper, who may be about to delete them when the next one sends the same. */
    @Test
    void preflightsOfTheSameBytesDoNotGetInEachOthersWay() throws Exception {
        for (int round = 0; round < 40; round++) {
            CompletableFuture<Answer> asked = CompletableFuture.supplyAsync(
                    () -> user.postBytes("/v1/models:preflight", "application/onnx", "the same bytes".getBytes()));
            waitUntil(() -> asked.isDone() || preflighted());
            assertEquals(200, asked.get().status(), asked.get().text());
        }
    }

    private static boolean preflighted() {
        try {
            return worker.doAll(WorkKind.PREFLIGHT) == 1;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Its asker died with its process, so nobody reads the answer. */
    @Test
    void anInterruptedPreflightIsSweptWithItsBytes() throws Exception {
        String digest = service.store()
                .put(new ByteArrayInputStream("bytes of a lost preflight".getBytes()))
                .digest();
        service.jdbc().sql("""
                        INSERT INTO work (id, tenant_id, kind, subject_id, position, work_order, created_at)
                        SELECT gen_random_uuid(), id, 'PREFLIGHT', gen_random_uuid(), 0,
                            json_build_object(
                                'kind', 'PREFLIGHT', 'model_digest', :digest::text, 'scheme', 'rate')::text,
                            clock_timestamp() - interval '1 hour'
                        FROM tenant LIMIT 1
                        """).param("digest", digest).update();
        waitUntil(() -> !isStored(digest));
        assertEquals(
                0,
                service.jdbc()
                        .sql("SELECT count(*) FROM work WHERE work_order LIKE '%' || :digest || '%'")
                        .param("digest", digest)
                        .query(Integer.class)
                        .single());
    }

    private static boolean isStored(String digest) {
        try {
            return service.store().size(digest) > 0;
        } catch (FileNotFoundException gone) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Answer uploadModel(String bytes) throws Exception {
        CompletableFuture<Answer> upload = CompletableFuture.supplyAsync(
                () -> user.postBytes("/v1/models?name=m", "application/onnx", bytes.getBytes()));
        waitUntil(() -> {
            try {
                return worker.doAll(WorkKind.MODEL_CHECK) == 1;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        Answer answer = upload.get();
        assertEquals(201, answer.status(), answer.text());
        return answer;
    }

    private static String submit(String dataset, int shardSamples) throws IOException {
        return submit(dataset, shardSamples, "");
    }

    private static String submit(String dataset, int shardSamples, String more) throws IOException {
        Answer answer = user.postJson(
                "/v1/jobs",
                "{\"model_id\":\"%s\",\"dataset_id\":\"%s\",\"shard_samples\":%d%s}"
                        .formatted(modelId, dataset, shardSamples, more));
        assertEquals(202, answer.status(), answer.text());
        worker.doAll(WorkKind.CONVERSION);
        return answer.json().get("id").stringValue();
    }

    private static JsonNode run(String dataset, int shardSamples) throws IOException {
        String id = submit(dataset, shardSamples);
        finishShards(
                id,
                (user.get("/v1/jobs/" + id).json().at("/progress/total").intValue() + shardSamples - 1) / shardSamples);
        return finished(id);
    }

    private static void finishShards(String job, int shards) throws IOException {
        for (int i = 0; i < shards; i++) {
            assertTrue(worker.work(claimShardOf(job)));
        }
    }

    /** Other tests leave no READY shards behind, so the next one is of this job. */
    private static Lease claimShardOf(String job) {
        List<Lease> found = new ArrayList<>();
        waitUntil(() -> {
            try {
                worker.claim(WorkKind.SHARD).ifPresent(found::add);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            return !found.isEmpty();
        });
        assertTrue(found.getFirst().order().toString().contains(job));
        return found.getFirst();
    }

    private static JsonNode finished(String job) {
        waitUntil(() ->
                user.get("/v1/jobs/" + job).json().get("state").stringValue().matches("SUCCEEDED|FAILED|CANCELLED"));
        return user.get("/v1/jobs/" + job).json();
    }

    private static int state(String job, String state) {
        return service.jdbc()
                .sql("SELECT count(*) FROM work WHERE subject_id = CAST(:job AS uuid) AND state = :state")
                .param("job", job)
                .param("state", state)
                .query(Integer.class)
                .single();
    }

    private static void waitUntil(BooleanSupplier condition) {
        LockSupport.parkNanos(1);
        long end = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "waited for too long");
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }
}
