package io.aisynapse.standalone.bench.control;

import io.aisynapse.standalone.bench.BenchSettings;
import io.aisynapse.standalone.client.ApiClient;

/**
 * What to play.
 *
 * @param bench folder, schemes, time steps and the rest; its {@code samples} are not used
 * @param episodes of each policy
 * @param python program of an environment with {@code control/requirements.txt}
 * @param service that answers for the spiking policies
 */
public record ControlSettings(BenchSettings bench, int episodes, String python, ApiClient service) {}
