/** Looks behind the page: finds the records of an id or key across all topics. */
@NullMarked
package io.conteur.console.lookup;

import org.jspecify.annotations.NullMarked;
