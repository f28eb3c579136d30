package io.conteur.benchmarks.training;

import io.conteur.gpt.data.IndexedTokens;
import io.conteur.gpt.data.IndexedTokensWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.ShortBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Reads the ids of a random window of 256 tokens from a shard of 64 MB in the page cache: by
 * position, as training does, and from the file mapped into memory.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class WindowReadBenchmark {
    private static final int SEQUENCES = 1 << 16;
    private static final int TOKENS = 512;
    private static final int WINDOW = 256;

    private final SplittableRandom random = new SplittableRandom(1);
    private Path folder = Path.of("");
    private @Nullable IndexedTokens byPosition;
    private ShortBuffer mapped = ShortBuffer.allocate(0);

    @Setup
    public void write() throws IOException {
        folder = Files.createTempDirectory("conteur-windows-");
        Path bin = folder.resolve("tokens.bin");
        Path idx = folder.resolve("tokens.idx");
        int[] sequence = random.ints(TOKENS, 0, 4000).toArray();
        try (IndexedTokensWriter writer = new IndexedTokensWriter(bin, idx, 4000, 1)) {
            for (int i = 0; i < SEQUENCES; i++) {
                writer.add(sequence);
            }
        }
        byPosition = IndexedTokens.open(bin, idx);
        try (FileChannel file = FileChannel.open(bin)) {
            MappedByteBuffer map = file.map(FileChannel.MapMode.READ_ONLY, 0, file.size());
            mapped = map.load().order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
        }
    }

    @TearDown
    public void delete() throws IOException {
        Objects.requireNonNull(byPosition).close();
        for (String name : new String[] {"tokens.bin", "tokens.idx"}) {
            Files.delete(folder.resolve(name));
        }
        Files.delete(folder);
    }

    @Benchmark
    public int[] readByPosition() {
        try {
            int from = random.nextInt(TOKENS - WINDOW);
            return Objects.requireNonNull(byPosition)
                    .read(random.nextInt(SEQUENCES), from, from + WINDOW);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Benchmark
    public int[] mapped() {
        int from = random.nextInt(TOKENS - WINDOW);
        int start = random.nextInt(SEQUENCES) * TOKENS + from;
        int[] window = new int[WINDOW];
        for (int i = 0; i < WINDOW; i++) {
            window[i] = mapped.get(start + i) & 0xFFFF;
        }
        return window;
    }
}
