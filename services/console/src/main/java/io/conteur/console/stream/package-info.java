/**
 * Server-sent events: {@code EventStreams} knows all connections and wakes the readers while there
 * are any; an {@code EventStream} is one connection. Begin with {@code EventStreams}.
 */
@NullMarked
package io.conteur.console.stream;

import org.jspecify.annotations.NullMarked;
