/**
 * What several commands share: exit codes and exceptions, checks of numbers, input files, JSON, and
 * output that is safe to print to a terminal. Begin with {@code Terminal}.
 */
@NullMarked
package io.conteur.cli.common;

import org.jspecify.annotations.NullMarked;
