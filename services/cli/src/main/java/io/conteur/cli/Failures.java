package io.conteur.cli;

import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** What a user reads when something fails. */
final class Failures {
    private Failures() {}

    static String message(@Nullable Throwable failure) {
        if (failure == null) {
            return "unknown reason";
        }
        if (failure instanceof NoSuchFileException missing) {
            return "there is no file " + missing.getFile();
        }
        if (failure instanceof AccessDeniedException denied) {
            return "no permission for " + denied.getFile();
        }
        String message = failure.getMessage();
        return message == null ? failure.toString() : message;
    }
}
