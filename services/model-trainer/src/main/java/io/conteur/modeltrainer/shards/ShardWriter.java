package io.conteur.modeltrainer.shards;

import io.conteur.gpt.data.IndexedTokensWriter;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the files of a shard; see {@link TokenShard}. Not thread-safe. */
public final class ShardWriter implements Closeable {
    private static final int SEQUENCES_PER_PAIR = 2;

    private final Path folder;
    private final IndexedTokensWriter tokens;
    private final DataOutputStream facts;
    private final OutputStream prompts;
    private ShardSummary summary = new ShardSummary(0, 0, 0, 0);

    public ShardWriter(Path folder, int vocabulary) throws IOException {
        this.folder = folder;
        this.tokens =
                new IndexedTokensWriter(
                        folder.resolve(TokenShard.IDS),
                        folder.resolve(TokenShard.INDEX),
                        vocabulary,
                        SEQUENCES_PER_PAIR);
        this.facts = new DataOutputStream(buffered(TokenShard.FACTS));
        this.prompts = buffered(TokenShard.PROMPTS);
    }

    private OutputStream buffered(String name) throws IOException {
        return new BufferedOutputStream(Files.newOutputStream(folder.resolve(name)), 1 << 16);
    }

    public void add(EncodedPair pair) throws IOException {
        tokens.add(pair.prompt());
        tokens.add(pair.story());
        facts.writeLong(pair.facts().promptHash());
        facts.writeInt(pair.facts().words());
        facts.writeInt(pair.facts().bytes());
        facts.writeInt(pair.facts().unknownBytes());
        prompts.write(pair.promptText().getBytes(StandardCharsets.UTF_8));
        prompts.write('\n');
        summary =
                new ShardSummary(
                        summary.pairs() + 1,
                        summary.tokens() + pair.prompt().length + pair.story().length,
                        summary.bytes() + pair.bytes(),
                        summary.unknownBytes() + pair.unknownBytes());
    }

    /** Writes the index and the sums. */
    @Override
    public void close() throws IOException {
        try (tokens;
                facts;
                prompts) {
            summary.write(folder);
        }
    }
}
