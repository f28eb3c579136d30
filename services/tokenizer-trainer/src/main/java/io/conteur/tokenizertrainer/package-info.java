/**
 * Turns {@code tokenizer-requests} into {@code tokenizers}: a corpus artifact in, a tokenizer
 * artifact and its event out. It knows neither models nor stories.
 *
 * <pre>
 * tokenizer-requests ─► service: TokenizerRequestHandler ─► JobExecutor ─► TokenizerJobRunner
 *                                                                              │
 * tokenizers ◄─ training: TokenizerJob ◄───────────────────────────────────────┘
 * </pre>
 */
@NullMarked
package io.conteur.tokenizertrainer;

import org.jspecify.annotations.NullMarked;
