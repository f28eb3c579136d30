/**
 * How commands are called: ranges of numbers, the look of the help, and errors in the words of the
 * command line. Begin with {@code CommandLines}.
 */
@NullMarked
package io.conteur.cli.usage;

import org.jspecify.annotations.NullMarked;
