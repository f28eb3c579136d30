/**
 * One record per event, the topic catalogue, and the JSON and CloudEvents codec. It knows neither
 * Kafka's client nor any service.
 */
@NullMarked
package io.conteur.events;

import org.jspecify.annotations.NullMarked;
