/**
 * The tokenizer of a job: found, or requested and waited for. Begin with {@code TokenizerResolver}.
 */
@NullMarked
package io.conteur.modeltrainer.tokenizer;

import org.jspecify.annotations.NullMarked;
