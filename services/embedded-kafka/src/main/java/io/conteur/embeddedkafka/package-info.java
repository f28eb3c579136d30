/**
 * A real Kafka in one process: broker and KRaft controller in a single node, with laptop-sized
 * settings. Knows nothing of Conteur's topics or events. Begin with {@code EmbeddedBroker}.
 */
@NullMarked
package io.conteur.embeddedkafka;

import org.jspecify.annotations.NullMarked;
