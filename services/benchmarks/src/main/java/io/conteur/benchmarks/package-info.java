/**
 * Measurements by JMH: training tokenizers and models, and writing stories; and of a running
 * system, under the load of {@link Poisson}. A speed is claimed only with the benchmark that shows
 * it.
 */
@NullMarked
package io.conteur.benchmarks;

import org.jspecify.annotations.NullMarked;
