package io.conteur.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class BundledCorpusTest {
    @Test
    void everyStoryHasItsPrompt() throws IOException {
        assertEquals(lines("stories.txt").size(), lines("prompts.txt").size());
    }

    @Test
    void noTwoStoriesAreAlike() throws IOException {
        List<String> stories = lines("stories.txt");

        assertTrue(stories.size() >= 300);
        assertEquals(stories.size(), new HashSet<>(stories).size());
    }

    @Test
    void noSentenceIsInMoreThanOneStoryOfTen() throws IOException {
        List<String> stories = lines("stories.txt");

        Map<String, Long> uses =
                stories.stream()
                        .flatMap(story -> Arrays.stream(story.split("(?<=[.!?]\"?) ")).distinct())
                        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

        assertTrue(Collections.max(uses.values()) <= stories.size() / 10);
    }

    private static List<String> lines(String name) throws IOException {
        try (var in = BundledCorpusTest.class.getResourceAsStream("/corpus/" + name)) {
            return new String(
                            Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }
}
