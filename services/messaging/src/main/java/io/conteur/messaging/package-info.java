/**
 * What the services share between Kafka records and events: sending an event, naming a request, and
 * reading a compacted topic as a table. It knows no event's meaning.
 */
@NullMarked
package io.conteur.messaging;

import org.jspecify.annotations.NullMarked;
