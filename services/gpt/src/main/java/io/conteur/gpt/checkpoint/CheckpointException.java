package io.conteur.gpt.checkpoint;

import java.io.IOException;
import java.nio.file.Path;

/** A folder or file is missing, damaged, or no checkpoint of the expected model. */
public final class CheckpointException extends IOException {
    private static final long serialVersionUID = 1L;

    public CheckpointException(Path file, String complaint) {
        super(file.getFileName() + " cannot be used: " + complaint);
    }
}
