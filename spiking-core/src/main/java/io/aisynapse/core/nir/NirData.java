package io.aisynapse.core.nir;

import io.aisynapse.core.nir.file.NirWriter;
import io.jhdf.api.WritableGroup;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * What a NIR network is expected to do: samples and the spikes that they give here. Written beside the network, so that
 * another tool's neurons can be held against ours.
 *
 * @param timeSteps T of the runs
 * @param input name of the Input node
 * @param samples values of each sample, flat
 * @param answers means of what flows into the Output node
 * @param spikes by IF node, then by sample
 */
public record NirData(
        int timeSteps, String input, float[][] samples, Answers answers, SequencedMap<String, List<Events>> spikes) {
    private static final String TYPE = "__type__";

    public NirData {
        spikes = new LinkedHashMap<>(spikes);
    }

    /**
     * Spikes of one population and sample, in order of time.
     *
     * @param neurons size of the population
     * @param neuron which spiked
     * @param tick when, from 0
     */
    public record Events(int neurons, int[] neuron, int[] tick) {}

    /**
     * What flows into the output.
     *
     * @param output name of the Output node
     * @param means over the time steps, one row a sample
     */
    public record Answers(String output, double[][] means) {}

    /**
     * A file of NIR graph data: EventData of each IF node, padded with −1 and infinity, and TimeGriddedData of one long
     * time step for the input, which holds still, and for the output, its mean.
     */
    public byte[] toFile() {
        return NirWriter.file(root -> {
            root.putAttribute(TYPE, "NIRGraphData");
            WritableGroup nodes = root.putGroup("nodes");
            WritableGroup gridded = observable(nodes, input, "values", "TimeGriddedData");
            float[][][] data =
                    Arrays.stream(samples).map(sample -> new float[][] {sample}).toArray(float[][][]::new);
            gridded.putDataset("data", data);
            gridded.putAttribute("dt", (double) timeSteps);
            WritableGroup output = observable(nodes, answers.output(), "values", "TimeGriddedData");
            double[][][] means = Arrays.stream(answers.means())
                    .map(row -> new double[][] {row})
                    .toArray(double[][][]::new);
            output.putDataset("data", means);
            output.putAttribute("dt", (double) timeSteps);
            for (Map.Entry<String, List<Events>> entry : spikes.entrySet()) {
                putEvents(observable(nodes, entry.getKey(), "spikes", "EventData"), entry.getValue());
            }
        });
    }

    private static WritableGroup observable(WritableGroup nodes, String node, String name, String type) {
        WritableGroup group = nodes.putGroup(node);
        group.putAttribute(TYPE, "NIRNodeData");
        WritableGroup observable = group.putGroup("observables").putGroup(name);
        observable.putAttribute(TYPE, type);
        return observable;
    }

    private void putEvents(WritableGroup group, List<Events> samplesOfNode) {
        int most = 1;
        for (Events events : samplesOfNode) {
            most = Math.max(most, events.neuron().length);
        }
        long[][] index = new long[samplesOfNode.size()][most];
        double[][] time = new double[samplesOfNode.size()][most];
        for (int sample = 0; sample < index.length; sample++) {
            Arrays.fill(index[sample], -1);
            Arrays.fill(time[sample], Double.POSITIVE_INFINITY);
            Events events = samplesOfNode.get(sample);
            for (int i = 0; i < events.neuron().length; i++) {
                index[sample][i] = events.neuron()[i];
                time[sample][i] = events.tick()[i];
            }
        }
        int[] axes = {index.length, most};
        group.putDataset("idx", index, NirWriter.compressed(axes));
        group.putDataset("time", time, NirWriter.compressed(axes));
        group.putAttribute("n_neurons", (long) samplesOfNode.getFirst().neurons());
        group.putAttribute("t_max", (double) timeSteps);
    }
}
