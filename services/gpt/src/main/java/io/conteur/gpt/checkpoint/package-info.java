/** The files of a checkpoint, in Hugging Face's layout. */
@NullMarked
package io.conteur.gpt.checkpoint;

import org.jspecify.annotations.NullMarked;
