/**
 * Checkpoints from their event to a model in memory.
 *
 * <pre>
 * checkpoints ─► CheckpointCatalog ◄─ CheckpointLookup ◄─ ModelCache ─► CheckpointLoader ─► StoryModel
 *                                                            └─► FailedCheckpoints ─► progress
 * </pre>
 *
 * <p>Begin with {@code ModelCache}. What is loaded is a {@code LoadedCheckpoint}.
 */
@NullMarked
package io.conteur.storygenerator.models;

import org.jspecify.annotations.NullMarked;
