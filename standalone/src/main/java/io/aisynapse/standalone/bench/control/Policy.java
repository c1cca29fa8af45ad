package io.aisynapse.standalone.bench.control;

import java.io.IOException;

/** Answers observations. */
@FunctionalInterface
interface Policy {
    /** One flat row an observation, for as many flat rows of answers of one length. */
    float[][] answer(float[][] observations) throws IOException;
}
