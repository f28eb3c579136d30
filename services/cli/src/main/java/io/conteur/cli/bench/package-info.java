/**
 * {@code ./conteur bench}: measures training and generation on this machine, and compares its
 * devices. Begin with a {@code …Command}.
 */
@NullMarked
package io.conteur.cli.bench;

import org.jspecify.annotations.NullMarked;
