package io.aisynapse.protocol.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.protocol.event.WorkOffered;
import io.aisynapse.protocol.problem.ErrorKind;
import io.aisynapse.protocol.state.WorkKind;
import io.aisynapse.protocol.work.WorkFailure;
import io.aisynapse.protocol.work.WorkOrder;
import io.aisynapse.protocol.work.WorkResult;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkLoopTest {
    private static final WorkOrder ORDER = new WorkOrder.CheckModel("m", "sha256:0");
    private static final WorkResult RESULT = new WorkResult.ModelChecked(new WorkResult.ModelSummary(
            "x", List.of(4), "y", 2, 17, "test", 1, 10, Map.of("Gemm", 1), List.of(), List.of()));
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(20);

    private final InMemoryPort port = new InMemoryPort();
    private final InMemoryDoorbell doorbell = new InMemoryDoorbell();
    private final CountDownLatch working = new CountDownLatch(1);
    private WorkLoop loop = loopOf(SHORT, (order, context) -> RESULT);

    @AfterEach
    void stop() {
        loop.close();
    }

    @Test
    void doesWhatTheDoorbellOffers() {
        start(LONG, (order, context) -> RESULT);
        offer("w1");
        doorbell.ring(new WorkOffered("w1", WorkKind.MODEL_CHECK));
        awaitState("w1", "COMMITTED");
        assertEquals(RESULT, port.result("w1").orElseThrow());
        assertEquals(List.of("w1"), doorbell.heard);
    }

    @Test
    void doesWorkWhoseDoorbellWasLost() {
        start(SHORT, (order, context) -> RESULT);
        offer("w1");
        offer("w2");
        awaitState("w1", "COMMITTED");
        awaitState("w2", "COMMITTED");
    }

    @Test
    void dropsTheResultOfALostLease() {
        start(LONG, this::workUntilStopped);
        offer("w1");
        doorbell.ring(new WorkOffered("w1", WorkKind.MODEL_CHECK));
        awaitWorking();
        port.giveToAnother("w1");
        offer("w2");
        awaitState("w2", "LEASED");
        assertEquals("LEASED-BY-ANOTHER", port.state("w1"));
    }

    @Test
    void aLateCommitOfALostLeaseChangesNothing() {
        CountDownLatch mayEnd = new CountDownLatch(1);
        start(LONG, (order, context) -> {
            working.countDown();
            await(mayEnd);
            return RESULT;
        });
        offer("w1");
        doorbell.ring(new WorkOffered("w1", WorkKind.MODEL_CHECK));
        awaitWorking();
        port.giveToAnother("w1");
        mayEnd.countDown();
        loop.close();
        assertEquals("LEASED-BY-ANOTHER", port.state("w1"));
        assertTrue(port.result("w1").isEmpty());
    }

    @Test
    void stopsAtTheNextStepWhenCancelled() {
        start(LONG, this::workUntilStopped);
        offer("w1");
        doorbell.ring(new WorkOffered("w1", WorkKind.MODEL_CHECK));
        awaitWorking();
        port.cancel("w1");
        awaitState("w1", "CANCELLED");
    }

    @Test
    void asksAgainWhileTheServiceIsAway() {
        port.beAway(3);
        offer("w1");
        start(SHORT, (order, context) -> RESULT);
        awaitState("w1", "COMMITTED");
    }

    @Test
    void passesARingOnThatItCouldNotAskFor() {
        start(LONG, (order, context) -> RESULT);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        offer("w1");
        port.beAway(1);
        doorbell.ring(new WorkOffered("w1", WorkKind.MODEL_CHECK));
        awaitState("w1", "COMMITTED");
        assertEquals(List.of("w1"), doorbell.passedOn);
    }

    @Test
    void handsInAgainWhenTheServiceCameBack() {
        start(SHORT, (order, context) -> {
            port.beAway(3);
            return RESULT;
        });
        offer("w1");
        awaitState("w1", "COMMITTED");
    }

    @Test
    void aKnownFailureIsHandedInAsItIs() {
        WorkFailure failure = new WorkFailure(ErrorKind.USER, "unsupported-op", "no", List.of());
        start(SHORT, (order, context) -> {
            throw new WorkFailedException(failure);
        });
        offer("w1");
        awaitState("w1", "FAILED");
        assertEquals(failure, port.failure("w1").orElseThrow());
    }

    @Test
    void anUnknownFaultIsOursAndTheNextWorkIsDone() {
        start(SHORT, (order, context) -> {
            if (order.equals(ORDER)) {
                throw new IllegalStateException("a secret detail");
            }
            return RESULT;
        });
        offer("w1");
        port.offer("w2", WorkKind.MODEL_CHECK, new WorkOrder.CheckModel("m2", "sha256:1"));
        awaitState("w1", "FAILED");
        awaitState("w2", "COMMITTED");
        WorkFailure failure = port.failure("w1").orElseThrow();
        assertEquals(ErrorKind.INTERNAL, failure.kind());
        assertTrue(!failure.message().contains("secret"), failure.message());
    }

    @Test
    void aFaultOfTheStoreIsOneOfTheInfrastructure() {
        start(SHORT, (order, context) -> {
            throw new IOException("disk full");
        });
        offer("w1");
        awaitState("w1", "FAILED");
        assertEquals(ErrorKind.INFRASTRUCTURE, port.failure("w1").orElseThrow().kind());
    }

    @Test
    void tellsEachStageWhileItWorks() {
        start(LONG, this::workUntilStopped);
        offer("w1");
        doorbell.ring(new WorkOffered("w1", WorkKind.MODEL_CHECK));
        awaitTrue(() -> port.beats().stream().anyMatch(beat -> beat.stage().equals("thinking") && beat.total() == 7));
    }

    @Test
    void givesBackWhatDoesNotEndInTime() {
        start(SHORT, this::workUntilStopped);
        offer("w1");
        awaitWorking();
        loop.close();
        assertEquals("RELEASED", port.state("w1"));
    }

    private void start(Duration idlePause, WorkHandler handler) {
        loop = loopOf(idlePause, handler);
        loop.start();
    }

    private WorkLoop loopOf(Duration idlePause, WorkHandler handler) {
        WorkerSettings settings = new WorkerSettings(
                "worker-1", List.of(WorkKind.MODEL_CHECK), 1, idlePause, Duration.ofSeconds(10), SHORT);
        return new WorkLoop(settings, port, () -> doorbell, handler, System::nanoTime);
    }

    private WorkResult workUntilStopped(WorkOrder order, WorkContext context) {
        working.countDown();
        for (int step = 0; step < 10_000; step++) {
            context.progress("thinking", Math.min(step, 7), 7);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        return RESULT;
    }

    private void offer(String workId) {
        port.offer(workId, WorkKind.MODEL_CHECK, ORDER);
    }

    private void awaitWorking() {
        await(working);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(10, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitState(String workId, String state) {
        awaitTrue(() -> port.state(workId).equals(state));
    }

    private static void awaitTrue(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "did not come true within 10 s");
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }
}
