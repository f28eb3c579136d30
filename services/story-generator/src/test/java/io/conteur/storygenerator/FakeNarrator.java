package io.conteur.storygenerator;

import io.conteur.events.ArtifactReference;
import io.conteur.events.CheckpointPublished;
import io.conteur.events.StoryWritten.Finish;
import java.util.function.IntConsumer;

/**
 * Counts: "1 2 3 …", a word a token, up to as many as asked for. A word of the prompt is a token.
 */
final class FakeNarrator implements Narrator {
    static final int CONTEXT = 20;

    private final CheckpointPublished checkpoint;
    private final IntConsumer atToken;
    private boolean closed;

    /**
     * @param atToken told the number of each token before it is heard
     */
    FakeNarrator(CheckpointPublished checkpoint, IntConsumer atToken) {
        this.checkpoint = checkpoint;
        this.atToken = atToken;
    }

    static FakeNarrator of(CheckpointPublished checkpoint) {
        return new FakeNarrator(checkpoint, token -> {});
    }

    static CheckpointPublished checkpoint(String model, long step) {
        String key = "checkpoints/" + model + "/job/step-" + step;
        ArtifactReference artifact = new ArtifactReference(key, "ab".repeat(32));
        return new CheckpointPublished(
                "job", model, step, artifact, artifact, 40, CONTEXT, 1000, null, null, false);
    }

    @Override
    public CheckpointPublished checkpoint() {
        return checkpoint;
    }

    @Override
    public int context() {
        return CONTEXT;
    }

    @Override
    public int[] encode(String prompt) {
        return new int[prompt.split(" ", -1).length];
    }

    @Override
    public Told tell(StoryPlan plan, Listener listener) {
        for (int token = 1; token < plan.sampling().maxTokens(); token++) {
            atToken.accept(token);
            if (!listener.heard(token + " ")) {
                return new Told("", null);
            }
        }
        listener.heard("");
        return new Told("!", Finish.LENGTH);
    }

    @Override
    public void close() {
        closed = true;
    }

    boolean closed() {
        return closed;
    }
}
