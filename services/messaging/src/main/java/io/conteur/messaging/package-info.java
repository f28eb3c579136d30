/** Kafka records to events and back, for the services. */
@NullMarked
package io.conteur.messaging;

import org.jspecify.annotations.NullMarked;
