package io.conteur.cli.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.story.StoryWritten;
import io.conteur.events.story.StoryWritten.Origin;
import io.conteur.events.story.StoryWritten.Outcome;
import io.conteur.events.story.StoryWrittenBuilder;
import io.conteur.events.training.Progressed;
import io.conteur.events.training.Progressed.State;
import io.conteur.events.training.Progressed.Work;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FollowedJobTest {
    private final FollowedJob job = new FollowedJob("a");

    @Test
    void onlyItsOwnReportsAndItsTokenizersAreFollowed() {
        assertTrue(job.reports(progressed("a", Work.MODEL)));
        assertTrue(job.reports(progressed("a-tokenizer", Work.TOKENIZER)));
        assertFalse(job.reports(progressed("ab", Work.MODEL)));
        assertFalse(job.reports(progressed("ab-tokenizer", Work.TOKENIZER)));
        assertFalse(job.reports(progressed("a-tokenizer", Work.MODEL)), "a job of that id");
    }

    @Test
    void onlyItsOwnSamplesAreFollowed() {
        List<String> sampled =
                Stream.of("a-sample-20-0", "ab-sample-20-0", "a-sample-1-sample-20-0", "a", "a-b")
                        .filter(id -> job.sampled(story(id, Origin.TRAINING)))
                        .toList();

        assertEquals(List.of("a-sample-20-0"), sampled);
        assertFalse(job.sampled(story("a-sample-20-0", Origin.PROMPT)));
    }

    @Test
    void theEndOfItsTokenizerIsNotItsEnd() {
        assertTrue(job.ends(Progressed.of("a", "m", Work.MODEL, State.COMPLETED)));
        assertFalse(job.ends(Progressed.of("a", "m", Work.TOKENIZER, State.COMPLETED)));
        assertFalse(job.ends(Progressed.of("a", "m", Work.MODEL, State.RUNNING)));
    }

    private static Progressed progressed(String id, Work work) {
        return Progressed.of(id, "m", work, State.RUNNING);
    }

    private static StoryWritten story(String id, Origin origin) {
        return StoryWrittenBuilder.builder()
                .id(id)
                .outcome(Outcome.COMPLETED)
                .origin(origin)
                .prompt("A fox")
                .story("Once")
                .build();
    }
}
