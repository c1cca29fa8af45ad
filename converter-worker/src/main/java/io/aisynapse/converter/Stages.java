package io.aisynapse.converter;

import io.aisynapse.protocol.client.WorkContext;

/** Counts the stages of one conversion, each a beat and a place to stop. */
final class Stages implements StageListener {
    private final WorkContext context;
    private final int total;
    private int begun;

    Stages(WorkContext context, int total) {
        this.context = context;
        this.total = total;
    }

    @Override
    public void begin(String stage) {
        context.progress(stage, begun, total);
        begun++;
    }
}
