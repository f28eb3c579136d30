package io.conteur.modeltrainer.encoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.artifacts.ForgetfulStore;
import io.conteur.events.ArtifactReference;
import io.conteur.events.training.Progressed.State;
import io.conteur.modeltrainer.corpus.CorpusResolver;
import io.conteur.modeltrainer.shards.OpenShards;
import io.conteur.modeltrainer.shards.ShardIndex;
import io.conteur.modeltrainer.shards.ShardIndex.Shard;
import io.conteur.modeltrainer.shards.ShardStore;
import io.conteur.modeltrainer.shards.TokenShard;
import io.conteur.tokenizer.TextLines;
import io.conteur.tokenizer.Tokenizer;
import io.conteur.workersupport.HandOverException;
import io.conteur.workersupport.JobEndedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardBuilderTest {
    private static final String CHINESE = "\u6708\u4eae\u5728\u6e56\u8fb9\u5347\u8d77";

    @TempDir Path root;
    private TestTexts texts;

    @BeforeEach
    void load() throws IOException {
        texts = new TestTexts(root);
    }

    @AfterEach
    void close() {
        texts.close();
    }

    @Test
    void shardsHoldEveryPairInOrder() throws IOException {
        ShardIndex index = index(9);
        Tokenizer tokenizer = texts.tokenizer.tokenizer();

        assertEquals(5, index.shards().size());
        assertEquals(TestTexts.PROMPTS.size(), index.pairs());
        int line = 0;
        try (OpenShards shards = new OpenShards(texts.store(), index, texts.attempt())) {
            for (int i = 0; i < 5; i++) {
                TokenShard shard = shards.get(i);
                try (TextLines prompts = texts.store().prompts(index.shards().get(i))) {
                    for (int pair = 0; pair < shard.pairs().size(); pair++, line++) {
                        assertTrue(prompts.next());
                        assertEquals(TestTexts.PROMPTS.get(line).strip(), prompts.text().strip());
                        assertArrayEquals(
                                tokenizer.encodePrompt(TestTexts.PROMPTS.get(line)),
                                shard.prompt(pair));
                        assertArrayEquals(
                                tokenizer.encodeStory(TestTexts.STORIES.get(line)),
                                shard.story(pair));
                        assertEquals(
                                TestTexts.STORIES.get(line).getBytes(StandardCharsets.UTF_8).length,
                                shard.pairs().facts(pair).bytes());
                    }
                }
            }
        }
        assertEquals(TestTexts.PROMPTS.size(), line);
    }

    @Test
    void shardsThatAreThereAreNotMadeAgain() throws IOException {
        ShardIndex index = index(9);
        FileTime before = modified(index.shards().get(0));
        texts.artifacts.delete(index.shards().get(3).artifact().key());

        assertEquals(index, index(9));

        assertEquals(before, modified(index.shards().get(0)));
        assertNotNull(modified(index.shards().get(3)));
    }

    @Test
    void aDamagedShardIsMadeAgainByTheNextAttempt() throws IOException {
        ShardIndex index = index(9);
        Path damaged = file(index.shards().get(1), "tokens.bin");
        Files.write(damaged, new byte[(int) Files.size(damaged)]);

        try (OpenShards shards = new OpenShards(texts.store(), index, texts.attempt())) {
            assertThrows(UncheckedIOException.class, () -> shards.get(1));
        }

        assertEquals(index, index(9));
        try (OpenShards shards = new OpenShards(texts.store(), index, texts.attempt())) {
            assertEquals(9, shards.get(1).pairs().size());
        }
    }

    @Test
    void shardsThatAreNoLongerExpectedAreClosed() throws IOException {
        ShardIndex index = index(9);

        try (OpenShards shards = new OpenShards(texts.store(), index, texts.attempt())) {
            shards.expect(Set.of(0, 1));
            TokenShard first = shards.get(0);
            first.prompt(0);
            shards.expect(Set.of(1, 2));

            assertThrows(IOException.class, () -> first.prompt(0));
            assertEquals(9, shards.get(2).pairs().size());
        }
    }

    @Test
    void aCorpusMayBeLargerThanTheCacheOfItsStore() throws IOException {
        Artifact parts =
                texts.artifacts.publish(
                        "corpora/parts",
                        folder -> {
                            for (int part = 0; part < 4; part++) {
                                int from = 10 * part;
                                String name = "-%d.txt".formatted(part);
                                Files.write(
                                        folder.resolve("prompts" + name),
                                        TestTexts.PROMPTS.subList(from, from + 10));
                                Files.write(
                                        folder.resolve("stories" + name),
                                        TestTexts.STORIES.subList(from, from + 10));
                            }
                        });
        ArtifactReference corpus = new ArtifactReference(parts.key(), parts.sha256());
        ArtifactStore forgetful = new ForgetfulStore(texts.artifacts, root.resolve("cache"));
        CorpusResolver corpora =
                new CorpusResolver(forgetful, (url, file, limit) -> {}, Long.MAX_VALUE);

        ShardIndex index =
                new ShardBuilder(new ShardStore(forgetful), 2, new ShardBuilder.Limits(1 << 24, 7))
                        .build(
                                texts.attempt(),
                                corpus,
                                corpora.check(corpus, texts.control),
                                texts.tokenizer,
                                ShardClaims.ALL);

        assertEquals(TestTexts.PROMPTS.size(), index.pairs());
    }

    @Test
    void aJobThatHasToStopStopsEncoding() {
        texts.control.handOver();

        assertThrows(HandOverException.class, () -> index(9));
    }

    @Test
    void refusesATokenizerOfAnotherScript() {
        JobEndedException end =
                assertThrows(
                        JobEndedException.class,
                        () -> texts.index(List.of(CHINESE), List.of(CHINESE), Optional.empty(), 9));

        assertEquals(State.REJECTED, end.state());
        assertTrue(end.reason().startsWith("100.0 % of the corpus's bytes"), end.reason());
    }

    @Test
    void countsTheBytesOfCharactersThatTheTokenizerDoesNotKnow() throws IOException {
        ShardIndex index =
                texts.index(
                        List.of("the fox"),
                        List.of("the fox sat by the lake and saw the moon \u6708 ."),
                        Optional.empty(),
                        9);

        assertEquals(3.0 / 53, index.unknownShare(), 1e-9);
        assertEquals(3, texts.store().pairs(index.shards().get(0)).facts(0).unknownBytes());
    }

    @Test
    void whatTheTokenizerFailsOnIsARejection() {
        JobEndedException end =
                assertThrows(
                        JobEndedException.class,
                        () ->
                                PairEncoder.encode(
                                        "the fox",
                                        text -> {
                                            throw new IllegalStateException("not consumed");
                                        }));

        assertEquals(State.REJECTED, end.state());
        assertTrue(end.reason().contains("cannot encode the fox: not consumed"), end.reason());
    }

    private ShardIndex index(int pairsOfShard) throws IOException {
        return texts.index(TestTexts.PROMPTS, TestTexts.STORIES, Optional.empty(), pairsOfShard);
    }

    private Path file(Shard shard, String name) {
        return root.resolve(shard.artifact().key()).resolve(name);
    }

    private FileTime modified(Shard shard) throws IOException {
        return Files.getLastModifiedTime(file(shard, "tokens.bin"));
    }
}
