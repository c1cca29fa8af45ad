/**
 * Price lists of other people, for the same counts: each says what one event costs on some device. Read {@link
 * io.aisynapse.core.energy.price.PriceList} first.
 */
@NullMarked
package io.aisynapse.core.energy.price;

import org.jspecify.annotations.NullMarked;
