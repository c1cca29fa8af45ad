package io.aisynapse.converter.report;

import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.count.StageOperations;
import io.aisynapse.core.program.CoreProgram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How spiking each layer is: mean operations a sample that go into it, and which share of them is of what kind.
 *
 * @param shares by kind: binary, signed and graded additions, multiply-adds of the input, function units; 0 without
 *     operations
 */
public record LayerOperations(String name, double operations, Map<String, Double> shares) {
    private static final int MOST_SAMPLES = 24;

    /** One a stage that has any, in order, on the first samples. */
    public static List<LayerOperations> measure(Engine engine, CoreProgram program, float[][] samples) {
        float[][] few = Arrays.copyOf(samples, Math.min(MOST_SAMPLES, samples.length));
        StageOperations[] sums = new StageOperations[program.stages().size()];
        Arrays.fill(sums, StageOperations.NONE);
        StageOperations[][] bySample = IntStream.range(0, few.length)
                .parallel()
                .mapToObj(s -> engine.operationsByStage(few[s]))
                .toArray(StageOperations[][]::new);
        for (StageOperations[] each : bySample) {
            Arrays.setAll(sums, stage -> sums[stage].plus(each[stage]));
        }
        List<LayerOperations> layers = new ArrayList<>();
        for (int stage = 0; stage < sums.length; stage++) {
            if (sums[stage].all() > 0) {
                layers.add(of(program.stages().get(stage).name(), sums[stage], few.length));
            }
        }
        return layers;
    }

    private static LayerOperations of(String name, StageOperations sum, int samples) {
        double all = sum.all();
        Map<String, Double> shares = new LinkedHashMap<>();
        shares.put("binary_additions", sum.binary() / all);
        shares.put("signed_additions", sum.signed() / all);
        shares.put("graded_additions", sum.graded() / all);
        shares.put("input_multiply_adds", sum.multiplyAdds() / all);
        shares.put("function_units", sum.functions() / all);
        return new LayerOperations(name, all / samples, shares);
    }
}
