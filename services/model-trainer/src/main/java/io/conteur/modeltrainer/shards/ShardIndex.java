package io.conteur.modeltrainer.shards;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.conteur.events.ArtifactReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An encoded corpus, {@code index.json}: its shards in the order of its pairs. The components are
 * the file's fields.
 *
 * @param validationLines pairs to validate on, counted from 0, when the corpus lists them
 */
public record ShardIndex(List<Shard> shards, @Nullable List<Integer> validationLines) {
    static final String FILE = "index.json";
    private static final JsonMapper MAPPER = new JsonMapper();

    public ShardIndex {
        shards = List.copyOf(shards);
        validationLines = validationLines == null ? null : List.copyOf(validationLines);
    }

    /** A shard's artifact and its sums. */
    public record Shard(ArtifactReference artifact, ShardSummary sums) {}

    /** Pairs of all shards. */
    public long pairs() {
        return shards.stream().mapToLong(shard -> shard.sums.pairs()).sum();
    }

    /** Share of the bytes that the tokenizer does not know. */
    public double unknownShare() {
        long bytes = shards.stream().mapToLong(shard -> shard.sums.bytes()).sum();
        long unknown = shards.stream().mapToLong(shard -> shard.sums.unknownBytes()).sum();
        return (double) unknown / Math.max(1, bytes);
    }

    static ShardIndex read(Path folder) throws IOException {
        return MAPPER.readValue(Files.readAllBytes(folder.resolve(FILE)), ShardIndex.class);
    }

    void write(Path folder) throws IOException {
        Files.write(folder.resolve(FILE), MAPPER.writeValueAsBytes(this));
    }
}
