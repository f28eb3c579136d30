/** A real KRaft broker in one process. */
@NullMarked
package io.conteur.embeddedkafka;

import org.jspecify.annotations.NullMarked;
