package io.aisynapse.node;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.pass.AnnPasses;
import io.aisynapse.core.chip.ChipProfiles;
import io.aisynapse.core.compile.Compiler;
import io.aisynapse.core.compile.CoreProgramFile;
import io.aisynapse.core.convert.Scheme;
import io.aisynapse.core.convert.SpikingConversion;
import io.aisynapse.core.convert.SpikingConverted;
import io.aisynapse.core.onnx.GateLimits;
import io.aisynapse.core.onnx.OnnxGate;
import io.aisynapse.core.onnx.OnnxImporter;
import io.aisynapse.node.progress.CheckpointTiming;
import io.aisynapse.protocol.array.NpyArray;
import io.aisynapse.protocol.client.WorkBlobs;
import io.aisynapse.protocol.client.WorkContext;
import io.aisynapse.protocol.client.WorkStoppedException;
import io.aisynapse.protocol.work.WorkOrder.DatasetReference;
import io.aisynapse.protocol.work.WorkOrder.RunShard;
import io.aisynapse.protocol.work.WorkOrder.RunWishes;
import io.aisynapse.protocol.work.WorkOrder.SampleRange;
import io.aisynapse.protocol.work.WorkResult.ShardRun;
import io.aisynapse.test.TrainedModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Shards of a small digits model on a node that may be told to give its work back. */
final class ShardTrial {
    static final int TIME_STEPS = 16;
    static final int SAMPLES = 24;

    private final WorkBlobs blobs;
    private final String program;
    private final String model;
    private final DatasetReference inputs;

    ShardTrial(WorkBlobs blobs, int timeSteps) throws IOException {
        this.blobs = blobs;
        TrainedModel trained = TrainedModel.DIGITS_SKLEARN_RELU;
        AnnGraph graph =
                AnnPasses.simplify(OnnxImporter.importModel(OnnxGate.check(trained.onnx(), GateLimits.defaults())));
        SpikingConverted converted = SpikingConversion.calibrate(graph, trained.calibrationSamples(64))
                .convert(Scheme.RATE, timeSteps);
        program = blobs.put(CoreProgramFile.write(
                Compiler.compile(converted.snn(), ChipProfiles.named("loihi-1").orElseThrow(), timeSteps)));
        model = blobs.put(trained.onnx());
        float[][] samples = trained.testSamples(SAMPLES);
        ByteArrayOutputStream npy = new ByteArrayOutputStream();
        NpyArray.writeFloatRows(npy, samples, samples[0].length);
        inputs = new DatasetReference(blobs.put(npy.toByteArray()), null, SAMPLES);
    }

    WorkBlobs blobs() {
        return blobs;
    }

    RunShard order(int first, int count, @Nullable RunWishes wishes) {
        return new RunShard("j", 0, program, model, null, inputs, new SampleRange(first, count), wishes, null);
    }

    ShardRun run(RunShard order, int threads, WorkContext context) throws IOException {
        AtomicLong seconds = new AtomicLong();
        CheckpointTiming timing = new CheckpointTiming(
                Duration.ofSeconds(4),
                () -> Duration.ofSeconds(seconds.incrementAndGet()).toNanos());
        NodeCache cache = new NodeCache(blobs, EngineSettings.of(threads, "vector"), 2);
        return (ShardRun) new ShardHandler(cache, timing).handle(order, context);
    }

    /** Stops after some steps of the spiking network, and remembers what was told. */
    static final class Attempt implements WorkContext {
        private final @Nullable String before;
        private final WorkStoppedException.Reason reason;
        private int steps;
        private int begun;
        private @Nullable String told;

        Attempt(@Nullable String before, int steps, WorkStoppedException.Reason reason) {
            this.before = before;
            this.steps = steps;
            this.reason = reason;
        }

        static Attempt toTheEnd(@Nullable String before) {
            return new Attempt(before, Integer.MAX_VALUE, WorkStoppedException.Reason.DRAINING);
        }

        @Override
        public synchronized void progress(String stage, int done, int total) {
            if (!stage.equals("spiking network")) {
                return;
            }
            begun++;
            if (steps-- <= 0) {
                throw new WorkStoppedException(reason);
            }
        }

        @Override
        public synchronized void checkpoint(String digest) {
            told = digest;
        }

        @Override
        public @Nullable String lastCheckpoint() {
            return before;
        }

        int begun() {
            return begun;
        }

        @Nullable
        String told() {
            return told;
        }
    }
}
