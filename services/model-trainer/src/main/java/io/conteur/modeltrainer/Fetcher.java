package io.conteur.modeltrainer;

/** Fetches texts from elsewhere. */
interface Fetcher {
    /**
     * What is found at an {@code https} URL.
     *
     * @throws JobEndedException when it may not be fetched, cannot be, or has more bytes than
     *     {@code maxBytes}
     */
    byte[] fetch(String url, long maxBytes);
}
