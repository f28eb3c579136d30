package io.conteur.gpt.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WindowSplitterTest {
    private static final int SEPARATOR = 7;

    @Test
    void everyStoryTokenIsATargetExactlyOnceAndInOrder() {
        forManyTexts(
                (prompt, story, context) -> {
                    int[] targets =
                            WindowSplitter.of(prompt, story, context).stream()
                                    .flatMapToInt(WindowSplitterTest::targets)
                                    .toArray();

                    assertArrayEquals(story, targets);
                });
    }

    @Test
    void noWindowExceedsTheContext() {
        forManyTexts(
                (prompt, story, context) -> {
                    for (Example window : WindowSplitter.of(prompt, story, context)) {
                        assertTrue(window.ids().length <= context + 1);
                    }
                });
    }

    @Test
    void everyWindowStartsWithThePromptAndGoesOnWithWhatPrecedesItsTargets() {
        forManyTexts(
                (prompt, story, context) -> {
                    int head = Math.min(prompt.length, Math.max(1, context / 2));
                    int done = 0;
                    for (Example window : WindowSplitter.of(prompt, story, context)) {
                        int[] seen = Arrays.copyOfRange(window.ids(), head, window.targetsFrom());

                        assertEquals(head == 1 ? SEPARATOR : 2, window.ids()[0]);
                        assertEquals(SEPARATOR, window.ids()[head - 1]);
                        assertArrayEquals(
                                Arrays.copyOfRange(story, done - seen.length, done), seen);
                        done += window.targets();
                    }
                });
    }

    @Test
    void whatFitsIsOneWindow() {
        List<Example> windows = WindowSplitter.of(prompt(4), story(13), 16);

        assertEquals(1, windows.size());
        assertEquals(17, windows.get(0).ids().length);
        assertEquals(4, windows.get(0).targetsFrom());
    }

    @Test
    void lengthsAloneTellHowManyWindowsThereAreAndHowLong() {
        forManyTexts(
                (prompt, story, context) -> {
                    List<Example> windows = WindowSplitter.of(prompt, story, context);

                    assertEquals(
                            windows.size(),
                            WindowSplitter.count(prompt.length, story.length, context));
                    assertEquals(
                            windows.stream().mapToLong(window -> window.ids().length).sum(),
                            WindowSplitter.tokens(prompt.length, story.length, context));
                });
    }

    private interface Check {
        void of(int[] prompt, int[] story, int context);
    }

    private static void forManyTexts(Check check) {
        Random random = new Random(1);
        for (int i = 0; i < 500; i++) {
            check.of(
                    prompt(1 + random.nextInt(40)),
                    story(1 + random.nextInt(300)),
                    2 + random.nextInt(60));
        }
    }

    private static IntStream targets(Example window) {
        return Arrays.stream(window.ids(), window.targetsFrom(), window.ids().length);
    }

    private static int[] prompt(int length) {
        int[] prompt = IntStream.range(2, 2 + length).map(id -> id == 2 ? 2 : 1000 + id).toArray();
        prompt[length - 1] = SEPARATOR;
        return prompt;
    }

    /** Distinct ids. */
    private static int[] story(int length) {
        return IntStream.range(10_000, 10_000 + length).toArray();
    }
}
