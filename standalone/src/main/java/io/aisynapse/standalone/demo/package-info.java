/**
 * The demo: a real model and real digits through the public API, and a table of what came out. Read {@link
 * io.aisynapse.standalone.demo.Demo} first.
 */
@NullMarked
package io.aisynapse.standalone.demo;

import org.jspecify.annotations.NullMarked;
