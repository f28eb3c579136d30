package io.conteur.tokenizer;

import ai.djl.sentencepiece.jni.LibUtils;
import ai.djl.util.Utils;

/** SentencePiece's native library, which DJL extracts from the class path into a cache folder. */
public final class NativeLibrary {
    private NativeLibrary() {}

    /**
     * Loads the library. Called at startup, so that a process that cannot load it fails then and
     * not at its first request.
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
