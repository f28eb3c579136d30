package io.conteur.modeltrainer.fetch;

import io.conteur.workersupport.JobEndedException;

/** Downloads the files of a corpus. */
public interface CorpusFetcher {
    /**
     * Downloads an {@code https} URL.
     *
     * @throws JobEndedException when the URL is not allowed, the download fails, or it has more
     *     bytes than {@code maxBytes}
     */
    byte[] fetch(String url, long maxBytes);
}
