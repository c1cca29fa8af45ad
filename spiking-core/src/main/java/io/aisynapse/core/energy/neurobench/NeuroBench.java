package io.aisynapse.core.energy.neurobench;

/**
 * Metrics by NeuroBench's definitions. Connections are the synapses of all projections and of constant currents, a
 * layer is called once a tick, one that holds still once a sample. Operations and updates are means a sample.
 *
 * @param footprintBytes of weights (one byte each), biases, thresholds and decays as the program holds them; no states
 * @param connectionSparsity share of weights that are 0, shared ones counted once, rounded to four digits as there
 * @param activationSparsity share of neurons and ticks of populations without an event
 * @param effectiveMacs operations of calls whose inputs hold a value other than −1, 0 and 1; inputs and weights of 0
 *     left out
 * @param effectiveAcs likewise of calls with −1, 0 and 1 alone
 * @param denseOperations of the same calls if no input and no weight were 0
 * @param membraneUpdates neurons of populations whose membrane changed in a tick; all of them in the first
 */
public record NeuroBench(
        long footprintBytes,
        double connectionSparsity,
        double activationSparsity,
        double effectiveMacs,
        double effectiveAcs,
        double denseOperations,
        double membraneUpdates) {}
