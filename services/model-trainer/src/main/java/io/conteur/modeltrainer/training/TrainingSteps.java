package io.conteur.modeltrainer.training;

import io.conteur.events.ArtifactReference;
import io.conteur.workersupport.HandOverException;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** How a training advances: by steps of its own, or by rounds of several workers. */
interface TrainingSteps {
    /**
     * Advances, at most to the next step at which the job validates, samples or saves; not at all
     * when the job has to stop or to end.
     */
    void advance();

    /**
     * Before the first step of this attempt.
     *
     * @throws HandOverException when the job has to stop
     */
    default void begin(CheckpointSaver saver) throws IOException {}

    /** The newest round in the present weights; null without rounds. */
    default @Nullable Long round() {
        return null;
    }

    /** Writes what a checkpoint needs beside the files of the session. */
    default void writeTo(Path folder) throws IOException {}

    /** The present state is saved. */
    default void saved(ArtifactReference checkpoint) {}

    /** No further step follows; the last checkpoint is still to be saved. */
    default void end() {}

    /** Checkpoints that other workers may be reading; at least the newest. */
    default int checkpointsInUse() {
        return 1;
    }
}
