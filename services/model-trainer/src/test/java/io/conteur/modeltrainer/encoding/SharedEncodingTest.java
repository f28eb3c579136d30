package io.conteur.modeltrainer.encoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.ArtifactReference;
import io.conteur.events.training.ShardClaimed;
import io.conteur.events.training.ShardClaimedBuilder;
import io.conteur.messaging.producer.EventPublisher;
import io.conteur.modeltrainer.shards.ShardIndex;
import io.conteur.modeltrainer.shards.ShardStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several processes encode one corpus; their topic is in memory. */
@Timeout(120)
class SharedEncodingTest {
    private static final int PAIRS = 5;
    private static final int SHARDS = 8;

    @TempDir Path root;
    private TestTexts alone;
    private TestTexts texts;
    private ArtifactReference corpus;
    private final CorpusClaims claims = new CorpusClaims();
    private final List<ShardClaimed> log = new ArrayList<>();

    @BeforeEach
    void load() throws IOException {
        alone = new TestTexts(root.resolve("alone"));
        texts = new TestTexts(root.resolve("shared"));
        corpus = texts.publish(TestTexts.PROMPTS, TestTexts.STORIES, null);
    }

    @AfterEach
    void close() {
        alone.close();
        texts.close();
    }

    private ShardIndex expected() throws IOException {
        return alone.index(TestTexts.PROMPTS, TestTexts.STORIES, Optional.empty(), PAIRS);
    }

    private SharedClaims of(String worker, EventPublisher<ShardClaimed> publisher) {
        ShardClaimed model =
                ShardClaimedBuilder.builder(claim(worker, "coordinator", null)).workers(3).build();
        return new SharedClaims(claims, publisher, model, texts.control);
    }

    private ShardClaimed claim(String worker, String coordinator, @Nullable Integer shard) {
        return ShardClaimedBuilder.builder()
                .id("job")
                .model("tales")
                .worker(worker)
                .coordinator(coordinator)
                .workers(2)
                .corpus(corpus)
                .tokenizer(texts.tokenizer.artifact())
                .shard(shard)
                .build();
    }

    private void add(ShardClaimed claim) {
        log.add(claim);
        claims.add(claim);
    }

    /** Helps the coordinator until there is nothing left to claim. */
    private void help(String worker) {
        SharedClaims own =
                of(
                        worker,
                        (key, claim, id) -> {
                            synchronized (log) {
                                add(claim);
                            }
                        });
        make(own);
        own.end();
    }

    private void make(ShardClaims own) {
        try {
            texts.builder(PAIRS)
                    .help(corpus, texts.text(corpus).parts(), texts.tokenizer, own, texts.control);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Integer> claimed(String worker) {
        return log.stream()
                .filter(claim -> claim.worker().equals(worker))
                .map(ShardClaimed::shard)
                .filter(Objects::nonNull)
                .toList();
    }

    @Test
    void aHelperMakesWhatTheCoordinatorHasNotClaimed() throws IOException {
        EventPublisher<ShardClaimed> helpedMeanwhile =
                (key, claim, id) -> {
                    add(claim);
                    if (Integer.valueOf(2).equals(claim.shard())) {
                        help("helper");
                    }
                };

        ShardIndex index = texts.index(corpus, PAIRS, of("coordinator", helpedMeanwhile));

        assertEquals(expected(), index);
        assertEquals(List.of(0, 1, 2), claimed("coordinator"));
        assertEquals(List.of(3, 4, 5, 6, 7), claimed("helper"));
    }

    @Test
    void threeProcessesMakeEachShardOnce() throws Exception {
        List<Thread> helpers = new ArrayList<>();
        EventPublisher<ShardClaimed> synchronizedLog =
                (key, claim, id) -> {
                    synchronized (log) {
                        add(claim);
                        for (int i = helpers.size(); i < 2; i++) {
                            String name = "helper-" + i;
                            Thread helper = new Thread(() -> help(name));
                            helpers.add(helper);
                            helper.start();
                        }
                    }
                };

        ShardIndex index = texts.index(corpus, PAIRS, of("coordinator", synchronizedLog));
        for (Thread helper : helpers) {
            helper.join();
        }

        assertEquals(expected(), index);
        List<Integer> counted = new ArrayList<>();
        for (int shard = 0; shard < SHARDS; shard++) {
            counted.add(shard);
            assertTrue(claims.owner(shard, "coordinator").isPresent(), "shard " + shard);
        }
        assertEquals(new HashSet<>(counted), new HashSet<>(everyClaim()));
    }

    private List<Integer> everyClaim() {
        return log.stream().map(ShardClaimed::shard).filter(Objects::nonNull).toList();
    }

    @Test
    void whatADeadHelperHasClaimedTheCoordinatorMakes() throws IOException {
        EventPublisher<ShardClaimed> topic =
                (key, claim, id) -> {
                    add(claim);
                    if (claim.shard() != null && claim.shard() == 0) {
                        add(claim("helper", "coordinator", 1));
                        add(claim("helper", "coordinator", 2));
                    }
                };

        ShardIndex index = texts.index(corpus, PAIRS, of("coordinator", topic));

        assertEquals(expected(), index);
        assertEquals(List.of(0, 3, 4, 5, 6, 7), claimed("coordinator"));
    }

    @Test
    void theCoordinatorGivesUpAShardThatItsHelperFinishesFirst() throws IOException {
        String key = ShardStore.prefix(corpus, texts.tokenizer.artifact()) + "/00001";
        List<Boolean> made = new ArrayList<>();
        ShardClaims finishing =
                new ShardClaims() {
                    private int asked;

                    @Override
                    public boolean claim(int shard) {
                        return shard != 1;
                    }

                    @Override
                    public boolean over() {
                        return false;
                    }

                    @Override
                    public boolean past(int shard) {
                        if (asked++ == 1) {
                            makeAlone();
                        }
                        return asked > 1;
                    }

                    private void makeAlone() {
                        try {
                            made.add(texts.store().shard(key).isPresent());
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                        make(ShardClaims.ALL);
                    }
                };

        assertEquals(expected(), texts.index(corpus, PAIRS, finishing));

        assertEquals(List.of(false), made);
    }

    @Test
    void moreHelpersThanTheJobAllowsClaimNothing() {
        claims.add(claim("coordinator", "coordinator", 0));
        assertTrue(claims.openTo("one", "coordinator"));
        assertTrue(claims.openTo("two", "coordinator"));

        claims.add(claim("one", "coordinator", 1));
        claims.add(claim("two", "coordinator", 2));

        assertTrue(claims.openTo("one", "coordinator"));
        assertFalse(claims.openTo("two", "coordinator"));
        assertEquals(Optional.of("one"), claims.owner(1, "coordinator"));
        assertEquals(Optional.empty(), claims.owner(2, "coordinator"));
    }

    @Test
    void anotherCoordinatorBeginsAnew() {
        claims.add(claim("first", "first", 0));
        claims.add(claim("helper", "first", 1));
        claims.add(claim("second", "second", 0));
        claims.add(claim("helper", "first", 2));

        assertEquals(Optional.of("second"), claims.owner(0, "second"));
        assertEquals(Optional.empty(), claims.owner(1, "second"));
        assertEquals(Optional.empty(), claims.owner(2, "second"));
        assertFalse(claims.openTo("helper", "first"));
        assertTrue(claims.openTo("helper", "second"));
    }

    @Test
    void nobodyHelpsWhenTheCorpusIsEncoded() {
        claims.add(claim("coordinator", "coordinator", 0));
        assertFalse(claims.past(0));
        claims.add(claim("coordinator", "coordinator", null));

        assertEquals(Optional.empty(), claims.offer());
        assertFalse(claims.openTo("helper", "coordinator"));

        claims.add(claim("coordinator", "coordinator", 3));

        assertTrue(claims.openTo("helper", "coordinator"));
    }
}
