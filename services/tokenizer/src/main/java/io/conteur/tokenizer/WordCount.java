package io.conteur.tokenizer;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;

/**
 * Reads files as a stream of blocks of whole lines and counts their words on all cores. Sums do not
 * depend on which thread counts what, so neither does the result.
 */
final class WordCount {
    private static final int BLOCK_BYTES = 1 << 20;
    private static final int READ_BYTES = 1 << 16;

    private final int maxLineBytes;
    private final Supplier<LineNormalizer> normalizers;
    private final ConcurrentLinkedQueue<LineNormalizer> idle = new ConcurrentLinkedQueue<>();
    private final AtomicLong lines = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong skippedLines = new AtomicLong();
    private final AtomicLong skippedBytes = new AtomicLong();

    WordCount(int maxLineBytes, Supplier<LineNormalizer> normalizers) {
        this.maxLineBytes = maxLineBytes;
        this.normalizers = normalizers;
    }

    /** What was read and what a limit left out. */
    record Result(
            ByteStringCounter words,
            long lines,
            long bytes,
            long skippedLines,
            long skippedBytes) {}

    /** Counts every line of every file; told the fraction of bytes read now and then. */
    Result count(List<Path> files, DoubleConsumer progress) throws IOException {
        int threads = Runtime.getRuntime().availableProcessors();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            new Reading(pool, new Semaphore(2 * threads), totalBytes(files), progress).read(files);
        } finally {
            pool.shutdownNow();
        }
        return result();
    }

    private static long totalBytes(List<Path> files) throws IOException {
        long total = 0;
        for (Path file : files) {
            if (!Files.isReadable(file) || !Files.isRegularFile(file)) {
                throw new IOException(file + " is not a file that can be read");
            }
            total += Files.size(file);
        }
        return total;
    }

    private Result result() {
        ByteStringCounter words = new ByteStringCounter();
        idle.forEach(normalizer -> words.addAll(normalizer.words()));
        return new Result(words, lines.get(), bytes.get(), skippedLines.get(), skippedBytes.get());
    }

    private void countBlock(byte[] block, int length) {
        LineNormalizer normalizer = idle.poll();
        if (normalizer == null) {
            normalizer = normalizers.get();
        }
        int start = 0;
        for (int i = 0; i < length; i++) {
            if (block[i] == '\n') {
                countLine(normalizer, block, start, i);
                start = i + 1;
            }
        }
        if (start < length) {
            countLine(normalizer, block, start, length);
        }
        idle.add(normalizer);
    }

    private void countLine(LineNormalizer normalizer, byte[] block, int from, int to) {
        int length = to - from;
        if (length > maxLineBytes || holdsUnknownMark(block, from, to)) {
            skippedLines.incrementAndGet();
            skippedBytes.addAndGet(length);
        } else if (length > 0) {
            normalizer.count(block, from, to);
            lines.incrementAndGet();
            bytes.addAndGet(length);
        }
    }

    /** SentencePiece keeps this character for itself and leaves such lines out. */
    private static boolean holdsUnknownMark(byte[] block, int from, int to) {
        for (int i = from; i + 2 < to; i++) {
            if (block[i] == (byte) 0xe2 && Utf8.isMark(block, i, to, Utf8.UNKNOWN_MARK)) {
                return true;
            }
        }
        return false;
    }

    /** One pass over the files; as many blocks are in flight as the semaphore allows. */
    private final class Reading {
        private final ExecutorService pool;
        private final Semaphore room;
        private final long totalBytes;
        private final DoubleConsumer progress;
        private final List<Future<?>> blocks = new ArrayList<>();
        private long finishedFiles;

        Reading(ExecutorService pool, Semaphore room, long totalBytes, DoubleConsumer progress) {
            this.pool = pool;
            this.room = room;
            this.totalBytes = totalBytes;
            this.progress = progress;
        }

        void read(List<Path> files) throws IOException {
            try {
                for (Path file : files) {
                    read(file);
                    finishedFiles += Files.size(file);
                }
                for (Future<?> block : blocks) {
                    block.get();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("reading was interrupted", e);
            } catch (ExecutionException e) {
                throw new IllegalStateException("counting failed", e.getCause());
            }
        }

        private void read(Path file) throws IOException, InterruptedException {
            try (CountingInputStream raw = new CountingInputStream(Files.newInputStream(file));
                    InputStream in = unpacked(file, raw)) {
                byte[] block = new byte[BLOCK_BYTES];
                int length = 0;
                int read = in.readNBytes(block, 0, BLOCK_BYTES);
                while (read > 0) {
                    length += read;
                    int end = lastLineEnd(block, length);
                    byte[] rest = Arrays.copyOfRange(block, end, length);
                    submit(block, end);
                    progress.accept(
                            (finishedFiles + raw.bytes()) / (double) Math.max(1, totalBytes));
                    block = Arrays.copyOf(rest, rest.length + BLOCK_BYTES);
                    length = rest.length;
                    read = in.readNBytes(block, length, BLOCK_BYTES);
                }
                submit(block, length);
            }
        }

        private void submit(byte[] block, int length) throws InterruptedException {
            if (length == 0) {
                return;
            }
            room.acquire();
            blocks.removeIf(Future::isDone);
            blocks.add(
                    pool.submit(
                            () -> {
                                try {
                                    countBlock(block, length);
                                } finally {
                                    room.release();
                                }
                            }));
        }

        private static int lastLineEnd(byte[] block, int length) {
            int end = length;
            while (end > 0 && block[end - 1] != '\n') {
                end--;
            }
            return end;
        }
    }

    private static InputStream unpacked(Path file, InputStream raw) throws IOException {
        return file.toString().endsWith(".gz")
                ? new GZIPInputStream(raw, READ_BYTES)
                : new BufferedInputStream(raw, READ_BYTES);
    }
}
