package io.aisynapse.core.tune;

import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.RunOptions;
import io.aisynapse.core.engine.SampleResult;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.snn.SnnGraph;
import io.aisynapse.core.snn.SnnNode;
import io.aisynapse.core.snn.real.RealRun;
import java.util.ArrayList;
import java.util.List;

/**
 * What a program's integers lose of the same network in double precision: spikes layer by layer, and the answer. Both
 * get the same input levels, so all differences come from weights, decays and biases of few bits.
 *
 * @param layers populations in order
 * @param answerError root of the mean squared difference of the answers, divided by that of the real answers (0 when
 *     these are all 0)
 */
public record PrecisionLoss(List<Layer> layers, double answerError) {
    /**
     * @param realRate spikes a neuron and tick in double precision
     * @param chipRate the same on the chip
     * @param rateError mean over neurons and samples of |difference of the two counts| / T
     */
    public record Layer(String name, double realRate, double chipRate, double rateError) {}

    public PrecisionLoss {
        layers = List.copyOf(layers);
    }

    /**
     * @param graph the network that the program was compiled from, rate-coded and without function units
     * @param samples at least one
     */
    public static PrecisionLoss measure(SnnGraph graph, CoreProgram program, float[][] samples) {
        Engine engine = new Engine(program, RunOptions.defaults());
        int count = graph.nodes().size();
        double[] real = new double[count];
        double[] chip = new double[count];
        double[] error = new double[count];
        double squares = 0;
        double differences = 0;
        List<SampleResult> results = engine.run(samples);
        for (int s = 0; s < samples.length; s++) {
            RealRun run = new RealRun(graph, program.timeSteps(), samples[s]);
            int[][] counts = engine.spikeCounts(samples[s]);
            for (int n = 0; n < count; n++) {
                double[] totals = run.totals(n);
                for (int i = 0; i < totals.length; i++) {
                    real[n] += totals[i];
                    chip[n] += counts[n][i];
                    error[n] += Math.abs(totals[i] - counts[n][i]);
                }
            }
            double[] answer = run.answer();
            for (int i = 0; i < answer.length; i++) {
                double difference = answer[i] - results.get(s).outputs()[i];
                squares += answer[i] * answer[i];
                differences += difference * difference;
            }
        }
        List<Layer> layers = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            SnnNode node = graph.nodes().get(n);
            if (node instanceof SnnNode.LeakyPopulation || node instanceof SnnNode.Population) {
                double all = (double) samples.length
                        * program.timeSteps()
                        * node.shape().size();
                layers.add(new Layer(node.name(), real[n] / all, chip[n] / all, error[n] / all));
            }
        }
        return new PrecisionLoss(layers, squares == 0 ? 0 : Math.sqrt(differences / squares));
    }
}
