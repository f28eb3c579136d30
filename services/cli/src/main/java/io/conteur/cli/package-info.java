/**
 * What {@code ./conteur} runs: the whole system on one machine, Kafka clients for its topics, and
 * offline tools. None of the services' work is done here.
 *
 * <pre>
 * Conteur → training, story, remote     commands that talk to a running system, by connection
 *         → system     up: the broker and the services as supervised processes
 *         → offline, bench, tokenizer     commands that need no Kafka
 * all of them → usage, kafka, common
 * </pre>
 *
 * <p>Begin with {@code Conteur}, which lists the commands; each command is a class {@code
 * …Command}.
 */
@NullMarked
package io.conteur.cli;

import org.jspecify.annotations.NullMarked;
