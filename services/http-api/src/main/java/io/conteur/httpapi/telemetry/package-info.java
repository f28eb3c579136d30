/** The metrics of this service. */
@NullMarked
package io.conteur.httpapi.telemetry;

import org.jspecify.annotations.NullMarked;
