/**
 * Prompts and stories as text, from an artifact or from URLs. Begin with {@code CorpusResolver}.
 */
@NullMarked
package io.conteur.modeltrainer.corpus;

import org.jspecify.annotations.NullMarked;
