package io.aisynapse.converter;

import io.aisynapse.protocol.client.Doorbell;
import io.aisynapse.protocol.client.SilentDoorbell;
import io.aisynapse.protocol.client.WorkHandler;
import io.aisynapse.protocol.client.WorkLoop;
import io.aisynapse.protocol.client.WorkPort;
import io.aisynapse.protocol.client.WorkerSettings;
import io.aisynapse.protocol.state.WorkKind;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.context.SmartLifecycle;

/**
 * A running converter: slots for conversions (and checks), and one slot for checks and preflights alone, so that an
 * upload is never kept waiting by a long conversion.
 */
public final class ConverterService implements SmartLifecycle {
    private final WorkLoop conversions;
    private final WorkLoop checks;
    private volatile boolean running;

    ConverterService(ConverterProperties properties, WorkPort port, Supplier<Doorbell> doorbells, WorkHandler handler) {
        WorkerSettings settings = WorkerSettings.of(
                        properties.workerId(),
                        List.of(WorkKind.MODEL_CHECK, WorkKind.PREFLIGHT, WorkKind.CONVERSION),
                        properties.slots())
                .drainingFor(properties.drainTime());
        conversions =
                new WorkLoop(settings.askingEvery(properties.idlePause()), port, doorbells, handler, System::nanoTime);
        WorkerSettings checkSettings = WorkerSettings.of(
                        properties.workerId(), List.of(WorkKind.MODEL_CHECK, WorkKind.PREFLIGHT), 1)
                .drainingFor(properties.drainTime())
                .askingEvery(properties.checkPause());
        checks = new WorkLoop(checkSettings, port, SilentDoorbell::new, handler, System::nanoTime);
    }

    @Override
    public void start() {
        conversions.start();
        checks.start();
        running = true;
    }

    @Override
    public void stop() {
        conversions.close();
        checks.close();
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
