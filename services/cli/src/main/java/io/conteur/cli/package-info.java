/**
 * What {@code ./conteur} runs: the whole system on one machine, clients for its topics, and the
 * offline tools. It holds no part of the services' work.
 */
@NullMarked
package io.conteur.cli;

import org.jspecify.annotations.NullMarked;
