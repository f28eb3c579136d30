/** tokenizer-requests to tokenizers. */
@NullMarked
package io.conteur.tokenizertrainer;

import org.jspecify.annotations.NullMarked;
