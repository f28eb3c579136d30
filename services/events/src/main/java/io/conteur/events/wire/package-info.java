/**
 * Serialisation: the catalogue of topics, JSON, CloudEvents and trace context. Begin with {@code
 * Topic}.
 *
 * <pre>
 * sending    event --> EventMessage: RecordKey, EventCodec.encode, headers of CloudEvent and TraceContext
 * receiving  value --> StructuredEvent.parse, if in structured mode --> EventCodec.decode --> event
 *                                                                            `-- JsonShape, then the record's checks
 * </pre>
 */
@NullMarked
package io.conteur.events.wire;

import org.jspecify.annotations.NullMarked;
