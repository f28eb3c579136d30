package io.conteur.tokenizer;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file was read and is no tokenizer that can be used. */
public final class InvalidTokenizerException extends IOException {
    private static final long serialVersionUID = 1L;

    InvalidTokenizerException(Path file, String complaint, @Nullable Throwable cause) {
        super(file + " is no SentencePiece model: " + complaint, cause);
    }
}
