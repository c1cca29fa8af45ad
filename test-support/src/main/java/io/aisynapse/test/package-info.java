/**
 * What tests of several modules share. Read {@link io.aisynapse.test.TrainedModel} first; knows no other module.
 */
@NullMarked
package io.aisynapse.test;

import org.jspecify.annotations.NullMarked;
