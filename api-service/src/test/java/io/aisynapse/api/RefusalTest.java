package io.aisynapse.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.api.User.Answer;
import io.aisynapse.protocol.array.NpyArray;
import io.aisynapse.protocol.array.NpyHeader;
import io.aisynapse.protocol.state.WorkKind;
import io.aisynapse.protocol.work.InternalPort.ChipDescription;
import io.aisynapse.protocol.work.InternalPort.Lease;
import io.aisynapse.protocol.work.InternalPort.Registration;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What is refused, and how: always as a problem with a code, never with a word about our inside. */
class RefusalTest {
    private static final int UPLOAD_LIMIT = 100_000;

    @TempDir
    static Path folder;

    private static RunningService service;
    private static User user;
    private static User stranger;
    private static FakeWorker worker;

    @BeforeAll
    static void startTheService() throws Exception {
        service = new RunningService(
                folder,
                Map.of(
                        "SYNAPSE_UPLOAD_BYTES",
                        "" + UPLOAD_LIMIT,
                        "SYNAPSE_ARRAY_BYTES",
                        "" + 10 * UPLOAD_LIMIT,
                        "SYNAPSE_GATE_WAIT",
                        "2s",
                        "SYNAPSE_SWEEP_EVERY",
                        "100ms"));
        user = User.of(service, "one");
        stranger = User.of(service, "two");
        worker = new FakeWorker(service, "worker");
    }

    @AfterAll
    static void stopTheService() {
        worker.close();
        service.close();
    }

    @Test
    void withoutAValidKeyNothingIsAnswered() {
        for (String key : List.of("", "ais_live_wrong", "x".repeat(2000))) {
            Answer answer = User.withKey(service, key).get("/v1/models");
            assertProblem(401, "unauthenticated", answer);
            assertTrue(answer.header("WWW-Authenticate").startsWith("Bearer"));
        }
    }

    @Test
    void aKeyOpensOnlyItsOwnDoors() {
        User workers = User.withKey(service, RunningService.INTERNAL_TOKEN);
        User administrator = User.withKey(service, RunningService.ADMIN_TOKEN);
        assertProblem(403, "forbidden", user.postJson("/internal/v1/work/claim", "{}"));
        assertProblem(403, "forbidden", user.postJson("/v1/keys", "{\"name\":\"x\"}"));
        assertProblem(403, "forbidden", workers.get("/v1/jobs"));
        assertProblem(403, "forbidden", administrator.get("/v1/jobs"));
    }

    @Test
    void whatBelongsToAnotherTenantIsNotThere() {
        String dataset = user.uploadDataset(2);
        assertEquals(200, user.get("/v1/datasets/" + dataset).status());
        assertProblem(404, "not-found", stranger.get("/v1/datasets/" + dataset));
        assertProblem(404, "not-found", stranger.delete("/v1/datasets/" + dataset));
        assertFalse(stranger.get("/v1/datasets").text().contains(dataset));
        assertProblem(
                404,
                "not-found",
                stranger.postJson(
                        "/v1/jobs",
                        "{\"model_id\":\"%s\",\"dataset_id\":\"%s\"}".formatted(UUID.randomUUID(), dataset)));
    }

    @Test
    void aCursorIsGoodForItsOwnListAndTenantAlone() {
        user.uploadDataset(2);
        user.uploadDataset(3);
        String next = user.get("/v1/datasets?limit=1").json().get("next").stringValue();
        assertEquals(200, user.get("/v1/datasets?limit=1&cursor=" + next).status());
        assertProblem(400, "bad-cursor", stranger.get("/v1/datasets?cursor=" + next));
        assertProblem(400, "bad-cursor", user.get("/v1/models?cursor=" + next));
        assertProblem(400, "bad-cursor", user.get("/v1/datasets?cursor=A" + next.substring(1) + "A"));
    }

    @Test
    void aLimitIsNeverClampedInSilence() {
        for (String limit : List.of("0", "-1", "201", "1000000000", "x", "")) {
            assertProblem(422, "bad-value", user.get("/v1/models?limit=" + limit));
        }
    }

    @Test
    void allFindingsOfABodyComeAtOnce() {
        Answer answer = user.postJson(
                "/v1/jobs", "{\"model_id\":5,\"time_steps\":\"10\",\"seed\":1.5,\"chip\":\"A B\",\"zz\":0}");
        assertProblem(422, "bad-value", answer);
        JsonNode errors = answer.json().get("errors");
        assertEquals(6, errors.size(), answer.text());
        assertEquals("/model_id", errors.get(0).get("pointer").stringValue());
        assertEquals("unknown-member", errors.get(5).get("code").stringValue());
    }

    @Test
    void whatIsNoJsonIsRefusedAsSuch() {
        List<String> bodies = List.of(
                "",
                "{",
                "{\"a\":1,\"a\":2}",
                "{} {}",
                "[".repeat(100_000),
                "{\"seed\":" + "9".repeat(400) + "}",
                "\uFEFF{}");
        for (String body : bodies) {
            assertProblem(400, "bad-json", user.postJson("/v1/jobs", body));
        }
        assertProblem(413, "too-large", user.postJson("/v1/jobs", "\"" + "x".repeat(1 << 21) + "\""));
    }

    @Test
    void addressesAndMethodsThatAreNotThereAreProblemsToo() {
        assertProblem(404, "not-found", user.get("/v1/nothing"));
        assertProblem(404, "not-found", user.get("/v1/jobs/no-uuid"));
        assertProblem(400, "bad-request", user.get("/v1/jobs/%2e%2e%2fx"));
        Answer put = user.call("PUT", "/v1/models");
        assertProblem(405, "method-not-allowed", put);
        assertTrue(put.header("Allow").contains("GET"));
        assertProblem(415, "unsupported-media-type", user.postBytes("/v1/jobs", "text/plain", new byte[1]));
        assertProblem(406, "not-acceptable", user.get("/v1/jobs/" + cancelled() + "/events", "image/png"));
    }

    @Test
    void whatTomcatAnswersItselfIsAProblem() throws IOException {
        String answer = raw("GET /v1/models HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(70_000) + "\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 4"), answer);
        assertTrue(answer.contains("application/problem+json"), answer);
        assertFalse(answer.contains("Exception"), answer);
    }

    @Test
    void uploadsAreLookedAtBeforeTheyAreKept() {
        assertProblem(400, "empty-model", user.postBytes("/v1/models", "application/onnx", new byte[0]));
        assertProblem(415, "unsupported-media-type", user.postBytes("/v1/models", "text/html", new byte[5]));
        byte[] large = new byte[UPLOAD_LIMIT + 1];
        assertProblem(413, "too-large", user.postBytes("/v1/models", "application/onnx", large));
        assertProblem(422, "bad-name", user.postBytes("/v1/models?name=a%2Fb", "application/onnx", new byte[5]));
    }

    @Test
    void aRefusedModelIsAnsweredWithEveryFindingAndItsBytesAreGone() throws Exception {
        CompletableFuture<Answer> upload = CompletableFuture.supplyAsync(
                () -> user.postBytes("/v1/models", "application/onnx", "a bad model".getBytes(StandardCharsets.UTF_8)));
        Lease lease = claimed(WorkKind.MODEL_CHECK);
        assertTrue(worker.refuseModel(lease));
        Answer answer = upload.get();
        assertProblem(422, "unsupported-op", answer);
        assertEquals(2, answer.json().get("errors").size());
        JsonNode listed = user.get("/v1/models").json().get("data").get(0);
        assertEquals("REJECTED", listed.get("state").stringValue());
        String digest = listed.get("digest").stringValue();
        waitUntilGone(digest);
        assertThrows(FileNotFoundException.class, () -> service.store().size(digest));
        assertProblem(
                422,
                "unsupported-op",
                user.postJson("/v1/models/" + listed.get("id").stringValue() + "/conversions", "{}"));
    }

    @Test
    void aModelWhoseCheckTakesLongIsAcceptedForNow() throws IOException {
        Answer answer = user.postBytes("/v1/models", "application/onnx", new byte[] {1, 2});
        assertEquals(202, answer.status());
        assertEquals("CHECKING", answer.json().get("state").stringValue());
        worker.work(claimed(WorkKind.MODEL_CHECK));
        assertEquals(
                "READY", user.get(answer.header("Location")).json().get("state").stringValue());
    }

    @Test
    void datasetsThatAreNoneAreRefusedWithThePlace() throws IOException {
        assertDataset("not-npy", "hello".getBytes(StandardCharsets.UTF_8));
        assertDataset("not-npz", new byte[] {'P', 'K', 3, 4, 0, 0});
        assertDataset("unsupported-dtype", header("|O", 2, 2));
        assertDataset("array-size-mismatch", header("<f4", 2, 2));
        assertDataset("too-large", header("<f4", 900_000, 900_000));
        assertDataset("bad-shape", floats(new float[][] {{1}}, 0));
        assertDataset("non-finite-value", floats(new float[][] {{1, 2}, {Float.NaN, 0}}, 2));
        assertDataset("missing-array", User.npz("z.npy", floats(new float[][] {{1, 2}}, 2)));
        assertDataset("too-large", User.npz("x.npy", new byte[20 * UPLOAD_LIMIT]));
        Answer nan = user.postBytes(
                "/v1/datasets", "application/octet-stream", floats(new float[][] {{1, 2}, {Float.NaN, 0}}, 2));
        assertTrue(nan.text().contains("NaN in sample 1 at value 0"), nan.text());
    }

    @Test
    void whatSchemeAutoCannotMeanIsRefusedMemberByMember() {
        String id = "01940000-0000-7000-8000-000000000001";
        Answer other = user.postJson(
                "/v1/jobs",
                "{\"model_id\":\"%s\",\"dataset_id\":\"%s\",\"scheme\":\"rate\",\"objective\":\"energy\"}"
                        .formatted(id, id));
        assertEquals("/objective", other.json().at("/errors/0/pointer").stringValue(), other.text());
        Answer automatic = user.postJson(
                "/v1/jobs",
                ("{\"model_id\":\"%s\",\"dataset_id\":\"%s\",\"scheme\":\"auto\",\"objective\":\"beauty\","
                                + "\"max_accuracy_drop\":-1,\"time_steps\":8,\"candidates\":{\"schemes\":[\"tempo\"],"
                                + "\"time_steps\":[0],\"chips\":[],\"nodes\":1}}")
                        .formatted(id, id));
        List<String> pointers = new ArrayList<>();
        automatic
                .json()
                .get("errors")
                .forEach(error -> pointers.add(error.get("pointer").stringValue()));
        assertEquals(
                List.of(
                        "/objective",
                        "/max_accuracy_drop",
                        "/candidates/schemes",
                        "/candidates/time_steps",
                        "/candidates/chips",
                        "/candidates/nodes"),
                pointers,
                automatic.text());
    }

    @Test
    void aRecordingThatMakesNoSenseIsRefusedWithAllThatIsWrong() {
        String id = "01940000-0000-7000-8000-000000000001";
        Map<String, Integer> findings = Map.of(
                "1", 1,
                "{\"spikes\":false}", 1,
                "{\"spikes\":false,\"populations\":[\"a\"]}", 2,
                "{\"populations\":[],\"samples\":0,\"max_bytes\":1e12}", 3,
                "{\"membranes\":[{\"neurons\":[-1]},{\"population\":\"a\",\"neurons\":[1],\"x\":1}]}", 3);
        findings.forEach((record, count) -> {
            Answer answer = user.postJson(
                    "/v1/jobs", "{\"model_id\":\"%s\",\"dataset_id\":\"%s\",\"record\":%s}".formatted(id, id, record));
            assertEquals(422, answer.status(), record);
            assertEquals(count, answer.json().get("errors").size(), answer.text());
        });
    }

    @Test
    void whatANetworkDoesNotHaveIsNotRecordedOnceItIsConverted() throws IOException {
        String id = user.postBytes("/v1/models?name=m", "application/octet-stream", new byte[] {7, 7})
                .json()
                .get("id")
                .stringValue();
        worker.doAll(WorkKind.MODEL_CHECK);
        String body = "{\"model_id\":\"%s\",\"dataset_id\":\"%s\",\"record\":".formatted(id, user.uploadDataset(2));
        String unknown = body + """
                {"populations":["p","q"],"membranes":[{"population":"r","neurons":[0]},
                {"population":"p","neurons":[1,2]}]}}""";
        assertEquals(202, user.postJson("/v1/jobs", unknown).status());
        worker.doAll(WorkKind.CONVERSION);
        Answer refused = user.postJson("/v1/jobs", unknown);
        assertEquals(422, refused.status(), refused.text());
        List<String> codes = refused.json()
                .get("errors")
                .valueStream()
                .map(error -> error.get("code").stringValue())
                .toList();
        assertEquals(List.of("unknown-population", "unknown-population", "unknown-neuron"), codes);
        String known = body + "{\"membranes\":[{\"population\":\"p\",\"neurons\":[1]}]}}";
        assertEquals(202, user.postJson("/v1/jobs", known).status());
    }

    @Test
    void aSweepOfNonsenseOrOfAModelThatIsNotThereIsRefused() {
        String id = "01940000-0000-7000-8000-000000000001";
        for (String value : List.of("null", "[1]", "1e999999", "\"\\ud839\"", "\"a\\u0000\"", "\"\"")) {
            Answer answer = user.postJson(
                    "/v1/sweeps",
                    "{\"model_id\":\"%s\",\"dataset_id\":\"%s\",\"field\":\"mesh.cores\",\"values\":[%s]}"
                            .formatted(id, id, value));
            assertEquals(422, answer.status(), value + answer.text());
            assertEquals("/values", answer.json().at("/errors/0/pointer").stringValue(), answer.text());
        }
        Answer nobodys = user.postJson(
                "/v1/sweeps",
                "{\"model_id\":\"%s\",\"dataset_id\":\"%s\",\"field\":\"mesh.cores\",\"values\":[\"none\"]}"
                        .formatted(id, id));
        assertEquals(404, nobodys.status(), nobodys.text());
    }

    @Test
    void anEarlyExitThatCannotBeIsRefused() {
        String id = "01940000-0000-7000-8000-000000000001";
        for (String members : List.of(
                "\"scheme\":\"serial\",\"early_exit_margin\":1",
                "\"early_exit_margin\":-1",
                "\"early_exit_min_ticks\":4",
                "\"against_time\":1")) {
            Answer answer = user.postJson(
                    "/v1/jobs", "{\"model_id\":\"%s\",\"dataset_id\":\"%s\",%s}".formatted(id, id, members));
            assertEquals(422, answer.status(), members);
            assertEquals(1, answer.json().get("errors").size(), answer.text());
        }
    }

    @Test
    void anInputRangeIsTwoRisingNumbers() {
        String id = "01940000-0000-7000-8000-000000000001";
        for (String range : List.of("[1, 0]", "[0]", "[0, 1, 2]", "\"0..1\"", "[0, 1e12]", "[0, \"1\"]", "[1, 1]")) {
            Answer answer = user.postJson(
                    "/v1/jobs",
                    "{\"model_id\":\"%s\",\"dataset_id\":\"%s\",\"input_range\":%s}".formatted(id, id, range));
            assertEquals(422, answer.status(), range);
            assertEquals("/input_range", answer.json().at("/errors/0/pointer").stringValue(), answer.text());
        }
    }

    @Test
    void aJobWhoseSamplesDoNotFitTheModelIsRefusedWithBothShapes() throws Exception {
        Answer upload = user.postBytes("/v1/models", "application/onnx", new byte[] {3, 4, 5});
        worker.work(claimed(WorkKind.MODEL_CHECK));
        byte[] wide = floats(new float[][] {{1, 2, 3}}, 3);
        String dataset = user.postBytes("/v1/datasets", "application/octet-stream", wide)
                .json()
                .get("id")
                .stringValue();
        Answer answer = user.postJson(
                "/v1/jobs",
                "{\"model_id\":\"%s\",\"dataset_id\":\"%s\"}"
                        .formatted(upload.json().get("id").stringValue(), dataset));
        assertProblem(422, "shape-mismatch", answer);
        assertTrue(answer.text().contains("[3]") && answer.text().contains("[2]"), answer.text());
    }

    @Test
    void chipsStayKnownWhenTheirNodesAreLost() throws IOException {
        worker.port()
                .register(new Registration(
                        "node-1",
                        "READY",
                        "1",
                        List.of(new ChipDescription("c0", "loihi-1", 128, Map.of("cores", 128)))));
        assertEquals(
                128,
                user.get("/v1/chips/loihi-1").json().at("/properties/cores").intValue());
        assertEquals("READY", user.get("/v1/nodes").json().at("/data/0/state").stringValue());
        service.jdbc()
                .sql("UPDATE node SET beat_at = beat_at - interval '1 hour'")
                .update();
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!user.get("/v1/nodes").json().at("/data/0/state").stringValue().equals("LOST")) {
            assertTrue(System.nanoTime() < end);
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        assertEquals(200, user.get("/v1/chips/loihi-1").status());
        assertProblem(404, "not-found", user.get("/v1/chips/other"));
    }

    @Test
    void theContractIsServedToEveryone() {
        Answer answer = User.withKey(service, "none").get("/openapi.yaml");
        assertEquals(200, answer.status());
        assertTrue(answer.text().startsWith("openapi: 3.1"));
        assertEquals(200, User.withKey(service, "none").get("/v1/health").status());
    }

    private static String cancelled() {
        service.jdbc().sql("SELECT 1").query(Integer.class).single();
        return service.jdbc().sql("""
                        WITH t AS (SELECT id FROM tenant WHERE name = 'one'),
                        m AS (INSERT INTO model (id, tenant_id, name, state, digest, size_bytes)
                            SELECT gen_random_uuid(), id, 'm', 'DELETED', 'sha256:0', 1 FROM t RETURNING *),
                        d AS (INSERT INTO dataset (id, tenant_id, name, samples, sample_dimensions, inputs_digest,
                                digest, size_bytes, deleted_at)
                            SELECT gen_random_uuid(), id, 'd', 1, '[1]', 'sha256:0', 'sha256:0', 1, now()
                            FROM t RETURNING *),
                        c AS (INSERT INTO conversion (id, tenant_id, model_id, state, scheme, time_steps, chip,
                                calibration_samples, seed, equality)
                            SELECT gen_random_uuid(), m.tenant_id, m.id, 'FAILED', 'rate', 1, 'c', 1, 0, ''
                            FROM m RETURNING *)
                        INSERT INTO job (id, tenant_id, state, model_id, dataset_id, conversion_id, own_calibration,
                            model_digest, inputs_digest, samples, shard_samples, time_steps, chip, scheme, seed)
                        SELECT gen_random_uuid(), m.tenant_id, 'CANCELLED', m.id, d.id, c.id, true, 'sha256:0',
                            'sha256:0', 1, 1, 1, 'c', 'rate', 0
                        FROM m, d, c RETURNING CAST(id AS text)
                        """).query(String.class).single();
    }

    private static void assertDataset(String code, byte[] body) {
        assertProblem(422, code, user.postBytes("/v1/datasets", "application/octet-stream", body));
    }

    private static byte[] header(String dtype, long... shape) {
        return NpyArray.headerBytes(new NpyHeader(dtype, false, shape));
    }

    private static byte[] floats(float[][] rows, int width) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (width == 0) {
            out.write(header("<f4", rows.length));
            out.write(new byte[4 * rows.length]);
        } else {
            NpyArray.writeFloatRows(out, rows, width);
        }
        return out.toByteArray();
    }

    private static Lease claimed(WorkKind kind) throws IOException {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        Optional<Lease> lease = worker.claim(kind);
        while (lease.isEmpty()) {
            assertTrue(System.nanoTime() < end, "nothing to claim");
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            lease = worker.claim(kind);
        }
        return lease.get();
    }

    private static void waitUntilGone(String digest) throws IOException {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (System.nanoTime() < end) {
            try {
                service.store().size(digest);
            } catch (FileNotFoundException e) {
                return;
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    private static String raw(String request) throws IOException {
        try (Socket socket = new Socket("localhost", service.address().getPort())) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            InputStream in = socket.getInputStream();
            return new String(in.readNBytes(300), StandardCharsets.UTF_8);
        }
    }

    private static void assertProblem(int status, String code, Answer answer) {
        assertEquals(status, answer.status(), answer.text());
        assertEquals("application/problem+json", answer.header("Content-Type"));
        assertEquals(code, answer.code(), answer.text());
        assertEquals(status, answer.json().get("status").intValue());
        assertEquals(
                answer.header("X-Request-Id"), answer.json().get("request_id").stringValue());
        assertFalse(answer.text().matches("(?s).*(Exception|org\\.|java\\.|SELECT |INSERT ).*"), answer.text());
    }
}
