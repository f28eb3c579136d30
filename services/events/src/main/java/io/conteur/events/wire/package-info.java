/**
 * Serialisation: the catalogue of topics, JSON, CloudEvents and trace context. Begin with {@code
 * Topic}.
 *
 * <pre>
 * sending    event --> EventMessage: RecordKey for the key, EventCodec.encode for the value,
 *                      CloudEvent and TraceContext for the headers
 * receiving  value --> StructuredEvent.parse, in structured mode --> EventCodec.decode --> event
 *                      (JsonShape validates the fields, then the record validates itself)
 * </pre>
 */
@NullMarked
package io.conteur.events.wire;

import org.jspecify.annotations.NullMarked;
