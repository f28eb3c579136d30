package io.conteur.modeltrainer.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.conteur.events.training.TrainingSettings;
import io.conteur.events.training.TrainingSettingsBuilder;
import io.conteur.gpt.data.ExampleOrder;
import io.conteur.gpt.data.ExampleSource;
import io.conteur.gpt.model.Example;
import io.conteur.gpt.model.WindowSplitter;
import io.conteur.modeltrainer.encoding.TestTexts;
import io.conteur.modeltrainer.shards.ShardIndex;
import io.conteur.tokenizer.Tokenizer;
import io.conteur.workersupport.JobEndedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetBuilderTest {
    private static final int CONTEXT = 16;
    private static final List<Integer> HELD_OUT = List.of(3, 4, 5, 17);
    private static final List<String> PROMPTS =
            IntStream.range(0, 24).mapToObj(i -> "the owl " + "and the fox ".repeat(i)).toList();
    private static final List<String> STORIES =
            IntStream.range(0, 24).mapToObj(i -> "the " + "cat sat . ".repeat(1 + i % 7)).toList();

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

    /** In shards of three pairs, all pairs of one of them are held out. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 100})
    void theWindowsAreThoseOfAllTextsInOrderHoweverTheyLieInShards(int pairsOfShard)
            throws IOException {
        try (Dataset dataset = dataset(pairsOfShard, 100)) {
            List<Example> expected = windows(false);

            assertSame(expected, read(dataset.training()));
            assertEquals(
                    expected.stream().mapToLong(window -> window.ids().length).sum(),
                    dataset.tokens());
            assertSame(windows(true), dataset.validation().windows());
        }
    }

    @Test
    void aTrainingDrawsEveryWindowWhileShardsComeAndGo() throws IOException {
        try (Dataset dataset = dataset(3, 100)) {
            ExampleSource source = dataset.training();
            ExampleOrder order = new ExampleOrder(source, 5, 2);
            List<Example> all = read(source);
            for (long position = 0; position < 2 * source.size(); position++) {
                long index = order.at(position);

                assertArrayEquals(all.get((int) index).ids(), source.example(index).ids());
            }
        }
    }

    @Test
    void theValidationSetIsBounded() throws IOException {
        try (Dataset dataset = dataset(3, 1)) {
            assertEquals(1, dataset.validation().stories().size());
        }
    }

    @Test
    void rejectsThatEverythingIsHeldOut() {
        List<Integer> all = IntStream.range(0, PROMPTS.size()).boxed().toList();

        assertThrows(JobEndedException.class, () -> dataset(3, 100, all));
    }

    private Dataset dataset(int pairsOfShard, int validationWindows) throws IOException {
        return dataset(pairsOfShard, validationWindows, HELD_OUT);
    }

    private Dataset dataset(int pairsOfShard, int validationWindows, List<Integer> heldOut)
            throws IOException {
        ShardIndex index = texts.index(PROMPTS, STORIES, Optional.empty(), pairsOfShard);
        TrainingSettings settings =
                TrainingSettingsBuilder.builder().validationLines(heldOut).build();
        TrainValidationSplit split =
                TrainValidationSplit.of(
                        new TrainValidationSplit.Prompts(texts.store(), index),
                        settings,
                        1,
                        TrainValidationSplit.Method.DRAWN);
        return new DatasetBuilder(texts.store(), texts.attempt(), CONTEXT, validationWindows)
                .build(index, split);
    }

    private List<Example> windows(boolean heldOut) {
        Tokenizer tokenizer = texts.tokenizer.tokenizer();
        return IntStream.range(0, PROMPTS.size())
                .filter(line -> HELD_OUT.contains(line) == heldOut)
                .mapToObj(
                        line ->
                                WindowSplitter.of(
                                        tokenizer.encodePrompt(PROMPTS.get(line)),
                                        tokenizer.encodeStory(STORIES.get(line)),
                                        CONTEXT))
                .flatMap(List::stream)
                .toList();
    }

    private static List<Example> read(ExampleSource source) {
        List<Example> read = new ArrayList<>();
        for (long index = 0; index < source.size(); index++) {
            read.add(source.example(index));
        }
        return read;
    }

    private static void assertSame(List<Example> expected, List<Example> windows) {
        assertEquals(expected.size(), windows.size());
        for (int i = 0; i < windows.size(); i++) {
            assertArrayEquals(expected.get(i).ids(), windows.get(i).ids());
            assertEquals(expected.get(i).targetsFrom(), windows.get(i).targetsFrom());
        }
    }
}
