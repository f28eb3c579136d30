package io.conteur.modeltrainer.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.training.TrainingSettings;
import io.conteur.events.training.TrainingSettingsBuilder;
import io.conteur.modeltrainer.dataset.TrainValidationSplit.Method;
import io.conteur.modeltrainer.encoding.TestTexts;
import io.conteur.modeltrainer.job.TestRequests;
import io.conteur.modeltrainer.shards.ShardIndex;
import io.conteur.workersupport.JobEndedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainValidationSplitTest {
    private static final int PAIRS_OF_SHARD = 6;

    @TempDir static Path root;
    private static TestTexts texts;

    @BeforeAll
    static void load() throws IOException {
        texts = new TestTexts(root);
    }

    @AfterAll
    static void close() {
        texts.close();
    }

    @Test
    void holdsOutTheFractionAskedFor() throws IOException {
        assertEquals(4, heldOut(corpus(20), 0.2, 7).size());
    }

    /** As trainings held prompts out before they were told apart by their hash. */
    @Test
    void drawsTheFirstOfTheShuffledDistinctPrompts() throws IOException {
        List<Integer> lines = new ArrayList<>(IntStream.range(0, 30).boxed().toList());
        Collections.shuffle(lines, new Random(7));

        assertEquals(lines.subList(0, 6).stream().sorted().toList(), heldOut(corpus(30), 0.2, 7));
    }

    @Test
    void theSeedDecidesWhichLines() throws IOException {
        ShardIndex corpus = corpus(50);

        assertEquals(heldOut(corpus, 0.2, 7), heldOut(corpus, 0.2, 7));
        assertNotEquals(heldOut(corpus, 0.2, 7), heldOut(corpus, 0.2, 8));
        assertNotEquals(
                heldOut(corpus, fraction(0.2), 7, Method.HASHED),
                heldOut(corpus, fraction(0.2), 8, Method.HASHED));
    }

    @Test
    void noPromptIsOnBothSides() throws IOException {
        List<String> prompts = List.of("the fox", "the owl", "the fox", "the owl");
        ShardIndex twice = texts.index(prompts, prompts, Optional.empty(), PAIRS_OF_SHARD);

        List<Integer> heldOut = heldOut(twice, 0.5, 1);

        assertEquals(2, heldOut.size());
        assertEquals(2, heldOut.get(1) - heldOut.get(0));
    }

    @Test
    void holdsOutNothingWhenAskedTo() throws IOException {
        assertEquals(List.of(), heldOut(corpus(5), 0.0, 1));
        assertEquals(List.of(), heldOut(corpus(5), fraction(0.0), 1, Method.HASHED));
    }

    @Test
    void aSinglePromptIsTrainedOn() throws IOException {
        assertEquals(List.of(), heldOut(corpus(1), null, 1));
    }

    @Test
    void aLargeCorpusHoldsOutAboutTheShareAskedForByHash() throws IOException {
        ShardIndex corpus = corpus(400);

        int heldOut = heldOut(corpus, fraction(0.25), 3, Method.HASHED).size();

        assertTrue(heldOut > 60 && heldOut < 140, "is " + heldOut);
        assertEquals(Method.DRAWN, Method.of(corpus));
    }

    @Test
    void theCorpusOwnListDecidesUnlessAFractionIsAskedFor() throws IOException {
        ShardIndex corpus = listed(List.of(13, 1));

        assertEquals(List.of(1, 13), heldOut(corpus, null, 1));
        assertEquals(4, heldOut(corpus, 0.25, 1).size());
    }

    @Test
    void theLinesOfTheRequestComeFirst() throws IOException {
        TrainingSettings settings =
                TestRequests.job("\"settings\":{\"validationLines\":[2]}").settings();

        assertEquals(List.of(2), heldOut(listed(List.of(1)), settings, 1, Method.HASHED));
    }

    @Test
    void aLineThatTheCorpusLacksIsRejected() throws IOException {
        TrainingSettings settings =
                TestRequests.job("\"settings\":{\"validationLines\":[14]}").settings();
        ShardIndex corpus = corpus(14);

        JobEndedException end =
                assertThrows(
                        JobEndedException.class, () -> heldOut(corpus, settings, 1, Method.DRAWN));

        assertEquals("validationLines must be from 0 to 13, one is 14", end.reason());
    }

    private static List<Integer> heldOut(ShardIndex index, @Nullable Double fraction, long seed)
            throws IOException {
        return heldOut(index, fraction(fraction), seed, Method.DRAWN);
    }

    private static TrainingSettings fraction(@Nullable Double fraction) {
        return TrainingSettingsBuilder.builder().validationFraction(fraction).build();
    }

    private static List<Integer> heldOut(
            ShardIndex index, TrainingSettings settings, long seed, Method method)
            throws IOException {
        TrainValidationSplit.Prompts prompts =
                new TrainValidationSplit.Prompts(texts.store(), index);
        TrainValidationSplit split = TrainValidationSplit.of(prompts, settings, seed, method);
        List<Boolean> sides = new ArrayList<>();
        prompts.forEach(hash -> sides.add(split.heldOut().test(hash)));
        return IntStream.range(0, sides.size()).filter(sides::get).boxed().toList();
    }

    private static ShardIndex corpus(int size) throws IOException {
        return corpus(size, Optional.empty());
    }

    private static ShardIndex listed(List<Integer> heldOut) throws IOException {
        return corpus(16, Optional.of(heldOut));
    }

    private static ShardIndex corpus(int size, Optional<List<Integer>> listed) throws IOException {
        List<String> lines =
                IntStream.range(0, size).mapToObj(i -> "the fox".repeat(1 + i)).toList();
        return texts.index(lines, lines, listed, size > 100 ? size : PAIRS_OF_SHARD);
    }
}
