/** The language model: token ids in, token ids out. */
@NullMarked
package io.conteur.gpt;

import org.jspecify.annotations.NullMarked;
