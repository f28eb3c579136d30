/**
 * One request and what it takes to serve it: the corpus, the algorithm, and the store of what it
 * made before. Begin with {@code TokenizerJob}.
 *
 * <pre>
 * TokenizerJobFactory ─► TokenizerJob ─► TokenizerProvider ─► TokenizerAlgorithm
 *                                               ├─► PartCounts (of a large corpus)
 *                                               └─► TokenizerStore
 * </pre>
 */
@NullMarked
package io.conteur.tokenizertrainer.training;

import org.jspecify.annotations.NullMarked;
