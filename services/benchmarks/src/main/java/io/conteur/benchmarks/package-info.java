/** JMH and end-to-end measurements. */
@NullMarked
package io.conteur.benchmarks;

import org.jspecify.annotations.NullMarked;
