package io.conteur.tokenizer;

import io.conteur.tokenizer.counting.CorpusCounter;
import io.conteur.tokenizer.counting.CountedCorpus;
import io.conteur.tokenizer.counting.WordCounts;
import io.conteur.tokenizer.model.ReservedPieces;
import io.conteur.tokenizer.model.TokenizerParameters;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.DoublePredicate;

/**
 * Writes how often each word of some texts occurs: a word, a tab and a number per line, the most
 * frequent first. Words are what is between spaces and tabs, as the texts spell them, so any other
 * program can count them too. {@link TokenizerTrainer#trainOnCounts} and SentencePiece's {@code
 * --input_format=tsv} take such files.
 */
public final class WordCountFile {
    private final CountedCorpus counted;

    private WordCountFile(CountedCorpus counted) {
        this.counted = counted;
    }

    /**
     * Counts the words of files, plain or gzip. Memory grows with the number of distinct words.
     *
     * @param maxSentenceLength bytes; longer lines are skipped, as in training, and so are lines
     *     that contain U+2585
     * @param progress receives the fraction that has been read, and returns false to stop
     * @throws CancellationException when it does
     */
    public static WordCountFile count(
            List<Path> files, int maxSentenceLength, DoublePredicate progress) throws IOException {
        TokenizerParameters parameters =
                TokenizerParameters.defaults(1000).withMaxSentenceLength(maxSentenceLength);
        CorpusCounter counter =
                new CorpusCounter(
                        parameters,
                        new ReservedPieces(parameters),
                        fraction -> {
                            if (!progress.test(fraction)) {
                                throw new CancellationException("counting was cancelled");
                            }
                        });
        return new WordCountFile(
                counter.countRaw(files, Runtime.getRuntime().availableProcessors()));
    }

    /** Distinct words. */
    public int words() {
        return counted.words().size();
    }

    /** Lines that were counted, neither empty nor skipped. */
    public long lines() {
        return counted.size().lines();
    }

    public long skippedLines() {
        return counted.size().skippedLines();
    }

    public long skippedBytes() {
        return counted.size().skippedBytes();
    }

    /** Writes the counts; the same texts give the same bytes. */
    public void write(Path file) throws IOException {
        WordCounts words = counted.words();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            for (int word : words.byFrequency()) {
                out.write(words.pool(), words.start(word), words.end(word) - words.start(word));
                String count = "\t" + words.count(word) + "\n";
                out.write(count.getBytes(StandardCharsets.US_ASCII));
            }
        }
    }
}
