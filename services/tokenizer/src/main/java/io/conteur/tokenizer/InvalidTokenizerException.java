package io.conteur.tokenizer;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file that is not a SentencePiece model, or one that cannot be used. */
public final class InvalidTokenizerException extends IOException {
    private static final long serialVersionUID = 1L;

    InvalidTokenizerException(Path file, String reason, @Nullable Throwable cause) {
        super(file + " is no SentencePiece model: " + reason, cause);
    }
}
