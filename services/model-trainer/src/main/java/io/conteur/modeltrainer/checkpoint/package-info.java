/** Checkpoints and their events, and where a job starts. Begin with {@code CheckpointStore}. */
@NullMarked
package io.conteur.modeltrainer.checkpoint;

import org.jspecify.annotations.NullMarked;
