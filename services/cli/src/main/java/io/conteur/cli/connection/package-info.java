/** Where the system is that a command speaks to. Begin with {@code ConnectionOptions}. */
@NullMarked
package io.conteur.cli.connection;

import org.jspecify.annotations.NullMarked;
