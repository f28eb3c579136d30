package io.conteur.tokenizer;

import ai.djl.sentencepiece.jni.LibUtils;
import ai.djl.util.Utils;

/**
 * SentencePiece's native code, which is copied from the class path to a folder and loaded there.
 */
public final class NativeLibrary {
    private NativeLibrary() {}

    /**
     * Loads it, so that a process that cannot fails when it starts, not when it is asked something.
     *
     * @throws IllegalStateException saying why it cannot be loaded, and what to do
     */
    public static void require() {
        require(LibUtils::loadLibrary, Utils.getEngineCacheDir("sentencepiece").toString());
    }

    static void require(Runnable load, String folder) {
        try {
            load.run();
        } catch (RuntimeException | LinkageError e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IllegalStateException(
                    ("SentencePiece's native library cannot be loaded from %s: %s. That folder must"
                                    + " be writable and its file system must allow execution (no noexec);"
                                    + " DJL_CACHE_DIR names another, as an environment variable or system"
                                    + " property")
                            .formatted(folder, cause),
                    e);
        }
    }
}
