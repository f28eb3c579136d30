/**
 * Checkpoints in the formats of other engines. {@code GgufExport}, where to begin, writes the file
 * that llama.cpp loads: {@code GgufWriter} the container, {@code GgufType} the numbers, {@code
 * GgufVocabulary} the tokens.
 */
@NullMarked
package io.conteur.gpt.export;

import org.jspecify.annotations.NullMarked;
