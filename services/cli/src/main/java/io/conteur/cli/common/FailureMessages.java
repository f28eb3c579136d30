package io.conteur.cli.common;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** Turns exceptions into messages for users. */
public final class FailureMessages {
    private FailureMessages() {}

    public static String message(@Nullable Throwable failure) {
        if (failure == null) {
            return "unknown reason";
        }
        if (failure instanceof NoSuchFileException missing) {
            return "there is no file " + missing.getFile();
        }
        if (failure instanceof AccessDeniedException denied) {
            return "no permission for " + denied.getFile();
        }
        if (failure instanceof FileSystemException file) {
            return message(file);
        }
        String message = failure.getMessage();
        return message == null ? failure.toString() : message;
    }

    private static String message(FileSystemException failure) {
        String reason = failure.getReason();
        if (reason == null) {
            reason =
                    failure instanceof FileAlreadyExistsException ? "is there already" : "unusable";
        }
        return failure.getFile() + ": " + reason;
    }

    /** Prints the stack trace, for {@code --verbose}. */
    public static void printTrace(Throwable failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace, true));
        System.err.print(Terminal.visible(trace.toString()));
    }
}
