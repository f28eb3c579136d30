/**
 * What no topic says: {@code SystemProbe} asks the services for their health and the broker for
 * consumer lag, while a page is open. Begin there.
 */
@NullMarked
package io.conteur.console.probe;

import org.jspecify.annotations.NullMarked;
