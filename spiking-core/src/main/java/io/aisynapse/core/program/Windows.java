package io.aisynapse.core.program;

import io.aisynapse.core.neuron.Coding;
import java.util.List;

/**
 * When stages fire. A stage's events fall into a window of T ticks of its own. Each population's window begins a start
 * delay after those of its sources: T ticks in serial coding, the program's {@code startDelay} in rate coding, none in
 * differential coding. Until then a population only integrates, so at its first tick it has heard {@code 1 + delay}
 * ticks of its source, and it hears nothing in its last ones.
 */
public final class Windows {
    private final int timeSteps;
    private final int delay;
    private final int[] begin;

    private Windows(int timeSteps, int delay, int[] begin) {
        this.timeSteps = timeSteps;
        this.delay = delay;
        this.begin = begin;
    }

    public static Windows of(CoreProgram program) {
        List<Stage> stages = program.stages();
        int delay = program.coding() == Coding.SERIAL ? program.timeSteps() : program.startDelay();
        int[] begin = new int[stages.size()];
        for (int s = 0; s < begin.length; s++) {
            for (int source : stages.get(s).inputs()) {
                begin[s] = Math.max(begin[s], begin[source]);
            }
            begin[s] += stages.get(s) instanceof Stage.Population ? delay : 0;
        }
        return new Windows(program.timeSteps(), delay, begin);
    }

    /** Tick before the first of a stage's window; the readout's window is the one it listens in. */
    public int begin(int stage) {
        return begin[stage];
    }

    /** Ticks of each stage's window. */
    public int timeSteps() {
        return timeSteps;
    }

    /** Ticks that one sample takes from the first input to the answer. */
    public long ticks() {
        return begin[begin.length - 1] + (long) timeSteps;
    }

    /** Whether stages must run one after the other, since one hears ticks of another that come later in its window. */
    public boolean isLayerByLayer() {
        return delay > 0;
    }

    /** How many of its source's ticks a population has heard at a tick of its own window; 0 before the first. */
    public int heard(int source, int population, int tick) {
        return tick == 0 ? 0 : Math.min(timeSteps, tick + begin[population] - begin[source]);
    }

    /**
     * How many ticks of bias a population has got at a tick of its own window: as many as the spikes that it has heard
     * stand for. Each layer's spikes come early in its window by as much as it waited.
     */
    public int biasTicks(int population, int tick) {
        return tick == 0 ? 0 : Math.min(timeSteps, tick + begin[population]);
    }
}
