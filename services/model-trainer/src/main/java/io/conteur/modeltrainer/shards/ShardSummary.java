package io.conteur.modeltrainer.shards;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The sums of a shard, {@code shard.json} in it. The components are the file's fields.
 *
 * @param bytes of all texts in UTF-8
 * @param unknownBytes of them, encoded as {@code <unk>}
 */
public record ShardSummary(int pairs, long tokens, long bytes, long unknownBytes) {
    static final String FILE = "shard.json";
    private static final JsonMapper MAPPER = new JsonMapper();

    static ShardSummary read(Path folder) throws IOException {
        return MAPPER.readValue(Files.readAllBytes(folder.resolve(FILE)), ShardSummary.class);
    }

    void write(Path folder) throws IOException {
        Files.write(folder.resolve(FILE), MAPPER.writeValueAsBytes(this));
    }
}
