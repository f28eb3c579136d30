/**
 * Publishing events. {@code EventProducer} is for high rates; {@code FencedProducer} is for work
 * that at most one process may publish for. Begin with {@code EventPublisher}, which has the
 * contract of both.
 */
@NullMarked
package io.conteur.messaging.producer;

import org.jspecify.annotations.NullMarked;
