package io.conteur.tokenizer;

/**
 * A corpus as its distinct words, and what reading it showed.
 *
 * @param lines used ones
 * @param bytes unpacked, skipped lines included
 * @param sha256 hex, of the files' unpacked bytes in order, each file ended by a line feed
 */
record CountedCorpus(
        WordCounts words,
        long lines,
        long skippedLines,
        long skippedBytes,
        long bytes,
        String sha256) {}
