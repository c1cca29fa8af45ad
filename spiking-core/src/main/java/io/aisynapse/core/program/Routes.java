package io.aisynapse.core.program;

import io.aisynapse.core.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * To which cores does an event of each neuron go? Pools, maps and concatenations are wiring, so an event passes through
 * them to the cores behind; one message a core, however many synapses wait there.
 */
public final class Routes {
    private final List<Stage> stages;
    private final Placement placement;
    private final CoreSets sets = new CoreSets();
    private final int[][] setOf;

    public Routes(List<Stage> stages, Placement placement) {
        this.stages = stages;
        this.placement = placement;
        this.setOf = new int[stages.size()][];
        for (int s = 0; s < stages.size(); s++) {
            setOf[s] = new int[stages.get(s).shape().size()];
        }
        for (int consumer = 1; consumer < stages.size(); consumer++) {
            addSynapses(consumer);
        }
        for (int consumer = stages.size() - 1; consumer > 0; consumer--) {
            passThrough(consumer);
        }
    }

    /** The cores that an event of this neuron is sent to, ascending. */
    public int[] destinations(int stage, int neuron) {
        return sets.all().get(setOf[stage][neuron]);
    }

    private void addSynapses(int consumer) {
        Stage stage = stages.get(consumer);
        List<Piece> pieces = placement.piecesOf(consumer);
        stage.incoming().forEach(synapses -> deliver(synapses, stage.shape(), pieces));
        if (stage instanceof Stage.MaxGate gate) {
            deliver(gate.source(), DeliveryTable.of(gate, shape(gate.source()), pieces));
        }
    }

    /** After all synapses, since a delayed projection may read wiring that comes after it. */
    private void passThrough(int consumer) {
        switch (stages.get(consumer)) {
            case Stage.SumPool pool -> passPool(consumer, pool);
            case Stage.IndexMap map -> passMap(consumer, map);
            case Stage.Concat concat -> passConcat(consumer, concat);
            case Stage.Input _,
                    Stage.MaxGate _,
                    Stage.Population _,
                    Stage.LeakyPopulation _,
                    Stage.Unit _,
                    Stage.Readout _ -> {}
        }
    }

    private void deliver(Synapses synapses, Shape target, List<Piece> pieces) {
        Shape source = shape(synapses.source());
        deliver(synapses.source(), DeliveryTable.of(synapses.kernel(), source, target, pieces));
    }

    private void deliver(int source, DeliveryTable table) {
        int[] byKey = new int[shape(source).size()];
        Arrays.fill(byKey, -1);
        for (int i = 0; i < setOf[source].length; i++) {
            int key = table.key(i);
            if (byKey[key] < 0) {
                byKey[key] = sets.number(table.cores(key));
            }
            add(source, i, byKey[key]);
        }
    }

    private void passPool(int consumer, Stage.SumPool pool) {
        Shape from = shape(pool.source());
        WindowTaps taps = WindowTaps.of(pool.window(), from, pool.shape());
        for (int i = 0; i < from.size(); i++) {
            int plane = i / from.plane() * pool.shape().plane();
            int position = i % from.plane();
            for (int tap = taps.start()[position]; tap < taps.start()[position + 1]; tap++) {
                add(pool.source(), i, setOf[consumer][plane + taps.output()[tap]]);
            }
        }
    }

    private void passMap(int consumer, Stage.IndexMap map) {
        for (int i = 0; i < map.map().length; i++) {
            if (map.map()[i] >= 0) {
                add(map.source(), map.map()[i], setOf[consumer][i]);
            }
        }
    }

    private void passConcat(int consumer, Stage.Concat concat) {
        int at = 0;
        for (int source : concat.sources()) {
            for (int i = 0; i < setOf[source].length; i++) {
                add(source, i, setOf[consumer][at++]);
            }
        }
    }

    private void add(int stage, int neuron, int set) {
        setOf[stage][neuron] = sets.union(setOf[stage][neuron], set);
    }

    private Shape shape(int stage) {
        return stages.get(stage).shape();
    }
}
