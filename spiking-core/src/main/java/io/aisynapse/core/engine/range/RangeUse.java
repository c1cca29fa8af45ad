package io.aisynapse.core.engine.range;

import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.neuron.NeuronModel;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.program.Stage;
import java.util.ArrayList;
import java.util.List;

/**
 * How many values of a layer are at the top of what its neurons can say: those of neurons that give the largest event
 * at every tick. An activation above its threshold θ ends there, so more of them on other data than on calibration's
 * tell that the data are others. On a chip nothing else of an activation can be seen.
 *
 * @param layer name of the population
 * @param atTop values with a magnitude of θ
 * @param values neurons times samples
 */
public record RangeUse(String layer, long atTop, long values) {
    private static final double FULL = 0.999;

    /** One for each population, in the program's order; runs the network once more for each sample. */
    public static List<RangeUse> measure(CoreProgram program, Engine engine, float[][] samples) {
        List<Stage> stages = program.stages();
        long[] atTop = new long[stages.size()];
        for (float[] sample : samples) {
            double[][] means = engine.means(sample);
            for (int s = 0; s < atTop.length; s++) {
                if (stages.get(s) instanceof Stage.Population population) {
                    atTop[s] += atTop(means[s], population.model());
                }
            }
        }
        List<RangeUse> uses = new ArrayList<>();
        for (int s = 0; s < atTop.length; s++) {
            if (stages.get(s) instanceof Stage.Population population) {
                long values = (long) population.shape().size() * samples.length;
                uses.add(new RangeUse(population.name(), atTop[s], values));
            }
        }
        return uses;
    }

    private static int atTop(double[] means, NeuronModel model) {
        int count = 0;
        for (double mean : means) {
            count += Math.abs(mean) >= FULL * model.largestEvent() ? 1 : 0;
        }
        return count;
    }
}
