package io.conteur.modeltrainer.fetch;

import io.conteur.workersupport.JobEndedException;
import java.io.IOException;
import java.nio.file.Path;

/** Downloads the files of a corpus. */
public interface CorpusFetcher {
    /**
     * Downloads an {@code https} URL into a file.
     *
     * @throws JobEndedException when the URL is not allowed, the download fails, or it has more
     *     bytes than {@code maxBytes}
     */
    void fetch(String url, Path file, long maxBytes) throws IOException;
}
