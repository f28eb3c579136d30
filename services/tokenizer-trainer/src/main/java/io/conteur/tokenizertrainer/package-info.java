/**
 * Turns {@code tokenizer-requests} into {@code tokenizers}: a corpus artifact in, a tokenizer
 * artifact and its event out. It knows nothing of models and stories.
 *
 * <pre>
 * TokenizerRequestsWorker → JobThread → TokenizerJob → Corpus → Learner → Shelf → TokenizerTrained
 * </pre>
 */
@NullMarked
package io.conteur.tokenizertrainer;

import org.jspecify.annotations.NullMarked;
