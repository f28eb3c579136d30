/** prompts and checkpoints to story-parts and stories. */
@NullMarked
package io.conteur.storygenerator;

import org.jspecify.annotations.NullMarked;
