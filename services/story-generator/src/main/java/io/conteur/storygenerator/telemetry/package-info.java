/**
 * What an operator sees of the generation thread: Micrometer metrics, and the heartbeat that the
 * liveness check reads.
 */
@NullMarked
package io.conteur.storygenerator.telemetry;

import org.jspecify.annotations.NullMarked;
