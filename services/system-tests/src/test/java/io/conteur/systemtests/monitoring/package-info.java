/** Tests of what operators are told. Begin with {@code AlertsTest}. */
@NullMarked
package io.conteur.systemtests.monitoring;

import org.jspecify.annotations.NullMarked;
