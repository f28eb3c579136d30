/**
 * A Quarkus extension that gives dev mode and tests a real broker without a container engine. It is
 * not part of a packaged service. Begin with {@code DevKafkaProcessor}.
 */
@NullMarked
package io.conteur.devkafka;

import org.jspecify.annotations.NullMarked;
