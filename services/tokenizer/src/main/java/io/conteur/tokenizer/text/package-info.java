/** Text before it is cut into pieces: UTF-8, normalization, and symbols that stay whole. */
@NullMarked
package io.conteur.tokenizer.text;

import org.jspecify.annotations.NullMarked;
