/** What ./conteur runs. */
@NullMarked
package io.conteur.cli;

import org.jspecify.annotations.NullMarked;
