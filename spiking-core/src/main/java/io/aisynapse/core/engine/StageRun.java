package io.aisynapse.core.engine;

/** One stage of one worker: it reads the streams of its sources and writes its own. */
interface StageRun {
    /** Begins a sample; the streams of all stages that hold still and come before are complete. */
    void start(float[] sample);

    /** Tick 1 … T; the sources have finished it. */
    void tick(int tick);
}
