package io.conteur.cli.training;

import io.conteur.cli.common.Json;
import io.conteur.cli.common.Terminal;
import io.conteur.cli.kafka.BrokerAccess;
import io.conteur.cli.kafka.EventReader;
import io.conteur.cli.kafka.StallDetector;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.training.Progressed;
import io.conteur.events.wire.Topic;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Follows one training job, including that of its tokenizer, until it ends. */
public final class TrainingFollower implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final FollowedJob job;
    private final EventReader events;
    private final StallDetector stall;
    private final ProgressBar bar;
    private final boolean json;

    /** Ids: a resumed job may publish a sample again. */
    private final Set<String> shownSamples = new HashSet<>();

    /** Events are followed from here on, so create this before sending the request. */
    public TrainingFollower(BrokerAccess broker, String jobId, boolean json) {
        this.job = new FollowedJob(jobId);
        this.json = json;
        this.bar = new ProgressBar(System.out, Terminal.present());
        this.stall = StallDetector.of("model-trainer", broker);
        this.events = new EventReader(broker, false, List.of(Topic.PROGRESS, Topic.STORIES));
    }

    /**
     * Shows the progress and returns the last event of the job.
     *
     * @param check called between polls; may throw to stop waiting
     */
    public Progressed follow(Runnable check) {
        while (true) {
            for (EventReader.Read read : events.poll(POLL)) {
                if (read.event() instanceof Progressed progressed && job.reports(progressed)) {
                    stall.progress();
                    show(progressed);
                    if (job.ends(progressed)) {
                        bar.end();
                        return progressed;
                    }
                } else if (read.event() instanceof StoryWritten story) {
                    show(story);
                }
            }
            check.run();
            stall.check();
        }
    }

    @Override
    public void close() {
        events.close();
    }

    private void show(Progressed progressed) {
        if (json) {
            System.out.println(Json.line(progressed));
        } else {
            bar.show(progressed);
        }
    }

    private void show(StoryWritten story) {
        if (!job.sampled(story) || story.story() == null || !shownSamples.add(story.id())) {
            return;
        }
        if (json) {
            System.out.println(Json.line(story));
            return;
        }
        bar.end();
        System.out.printf(
                "%n--- a story sampled at step %s, for: %s%n%s%n%n",
                story.step(), Terminal.safe(story.prompt()), Terminal.safe(story.story()));
    }
}
