package io.conteur.tokenizer;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class NativeLibraryTest {
    private static final String ADVICE =
            ". That folder must be writable and its file system must allow execution (no noexec);"
                    + " DJL_CACHE_DIR names another, as an environment variable or system property";

    @Test
    void loadsWhereItCan() {
        assertDoesNotThrow(() -> NativeLibrary.require());
    }

    @Test
    void saysWhatToDoWhenTheFolderForbidsExecution() {
        assertEquals(
                "SentencePiece's native library cannot be loaded from /tmp/djl:"
                        + " java.lang.UnsatisfiedLinkError: failed to map segment"
                        + ADVICE,
                reasonOf(
                        () -> {
                            throw new UnsatisfiedLinkError("failed to map segment");
                        }));
    }

    @Test
    void saysWhatToDoWhenTheFolderCannotBeWritten() {
        assertEquals(
                "SentencePiece's native library cannot be loaded from /tmp/djl:"
                        + " java.io.IOException: read-only"
                        + ADVICE,
                reasonOf(
                        () -> {
                            throw new IllegalStateException(
                                    "cannot copy", new IOException("read-only"));
                        }));
    }

    private static String reasonOf(Runnable load) {
        return assertThrows(
                        IllegalStateException.class, () -> NativeLibrary.require(load, "/tmp/djl"))
                .getMessage();
    }
}
