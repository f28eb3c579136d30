package io.conteur.modeltrainer.plan;

import io.conteur.workersupport.JobEndedException;
import java.io.IOException;

/** Rejects a corpus that does not fit into the heap: a retry would run out of memory again. */
final class HeapLimit {
    private HeapLimit() {}

    /** Work that needs heap. */
    interface Work<T> {
        T run() throws IOException;
    }

    static <T> T within(Work<T> work) throws IOException {
        try {
            return work.run();
        } catch (OutOfMemoryError e) {
            throw JobEndedException.rejected(
                    "the corpus takes more memory than this trainer's heap of %d MiB; use less of it, or a trainer with more"
                            .formatted(Runtime.getRuntime().maxMemory() >> 20));
        }
    }
}
