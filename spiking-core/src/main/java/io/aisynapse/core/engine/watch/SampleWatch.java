package io.aisynapse.core.engine.watch;

/** Follows one sample, in the thread that runs it; what it throws ends the run. */
public interface SampleWatch {
    /** Ticks of a stage that may pass unwatched before the next {@link #ticked}, that one included; 1 or more. */
    default int stride(int stage) {
        return 1;
    }

    /** A stage has run a tick of its window. Where a sample ends early its ticks may be told twice. */
    default void ticked(SampleView view, int stage, int tick) {}

    /** @param chipTicks that the sample took; the view holds nothing that happened later */
    default void ended(SampleView view, long chipTicks) {}

    /** One after the other. */
    static SampleWatch both(SampleWatch first, SampleWatch second) {
        return new SampleWatch() {
            @Override
            public int stride(int stage) {
                return Math.min(first.stride(stage), second.stride(stage));
            }

            @Override
            public void ticked(SampleView view, int stage, int tick) {
                first.ticked(view, stage, tick);
                second.ticked(view, stage, tick);
            }

            @Override
            public void ended(SampleView view, long chipTicks) {
                first.ended(view, chipTicks);
                second.ended(view, chipTicks);
            }
        };
    }
}
