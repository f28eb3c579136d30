/** training-requests to progress, checkpoints and sampled stories. */
@NullMarked
package io.conteur.modeltrainer;

import org.jspecify.annotations.NullMarked;
