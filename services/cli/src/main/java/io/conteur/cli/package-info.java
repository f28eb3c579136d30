/**
 * What {@code ./conteur} runs: the whole system on one machine, Kafka clients for its topics, and
 * offline tools. None of the services' work is done here.
 *
 * <pre>
 * Conteur → remote     commands that talk to a running system
 *         → system     up: the broker and the services as supervised processes
 *         → offline, bench, tokenizer     commands that need no Kafka
 * all of them → kafka, common
 * </pre>
 *
 * <p>Begin with {@code Conteur}, which lists the commands; each command is a class {@code
 * …Command}.
 */
@NullMarked
package io.conteur.cli;

import org.jspecify.annotations.NullMarked;
