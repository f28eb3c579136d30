/**
 * Benchmarks. The JMH classes {@code …Benchmark} measure training and generation in one process;
 * {@link LoadBenchmark}, where to begin, measures a running system under load. A speed is claimed
 * only together with the benchmark that shows it.
 */
@NullMarked
package io.conteur.benchmarks;

import org.jspecify.annotations.NullMarked;
