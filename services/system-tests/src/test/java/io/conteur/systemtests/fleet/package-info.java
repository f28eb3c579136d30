/**
 * Many story generators in one process, over a real broker and with a model that costs nothing.
 * Begin with {@code FleetIT}.
 */
@NullMarked
package io.conteur.systemtests.fleet;

import org.jspecify.annotations.NullMarked;
