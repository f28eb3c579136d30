/**
 * Metrics that several services have: of the requests that a service takes, and of its Kafka
 * clients. Begin with {@code RequestMetrics}.
 */
@NullMarked
package io.conteur.workersupport.metrics;

import org.jspecify.annotations.NullMarked;
