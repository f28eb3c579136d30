package io.conteur.cli.training;

import io.conteur.events.story.StoryWritten;
import io.conteur.events.story.StoryWritten.Origin;
import io.conteur.events.training.Progressed;
import io.conteur.events.training.Progressed.Work;
import java.util.regex.Pattern;

/** Which events belong to a training job; the id of another job may begin with its id. */
record FollowedJob(String id) {
    private static final Pattern STEP_AND_NUMBER = Pattern.compile("-sample-\\d+-\\d+");

    /** Whether it reports on the job, or on that of its tokenizer. */
    boolean reports(Progressed progressed) {
        return progressed.id().equals(id)
                || (progressed.work() == Work.TOKENIZER
                        && progressed.id().equals(id + "-tokenizer"));
    }

    /** Whether the job wrote it to show what its model can do. */
    boolean sampled(StoryWritten story) {
        return story.origin() == Origin.TRAINING
                && story.id().startsWith(id)
                && STEP_AND_NUMBER.matcher(story.id().substring(id.length())).matches();
    }

    /** Whether it is the last report of the job. */
    boolean ends(Progressed progressed) {
        return progressed.id().equals(id)
                && progressed.work() == Work.MODEL
                && progressed.state().terminal();
    }
}
