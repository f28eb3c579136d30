/**
 * The Quarkus service: configuration, beans, health checks, and the consumer of {@code
 * tokenizer-requests}. Begin with {@code TokenizerRequestHandler}, which hands each request to
 * {@code TokenizerJobRunner}.
 */
@NullMarked
package io.conteur.tokenizertrainer.service;

import org.jspecify.annotations.NullMarked;
