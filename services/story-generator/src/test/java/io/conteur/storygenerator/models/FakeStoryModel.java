package io.conteur.storygenerator.models;

import io.conteur.events.ArtifactReference;
import io.conteur.events.training.CheckpointPublished;
import io.conteur.events.training.CheckpointPublishedBuilder;
import io.conteur.gpt.sampling.Generation;
import io.conteur.gpt.sampling.SampledToken;
import io.conteur.gpt.sampling.TokenProbability;
import io.conteur.storygenerator.request.GenerationRequest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * Generates "1 2 3 …", one number a token, up to {@code maxTokens}. Each word of a prompt is a
 * token.
 */
public final class FakeStoryModel implements StoryModel {
    static final int CONTEXT = 20;
    static final int ROWS = 3;

    private final CheckpointPublished checkpoint;
    private final IntConsumer atToken;
    private final Map<Integer, Row> rows = new LinkedHashMap<>();
    private int room = ROWS;
    private int nextRow;
    private int timesClosed;

    /** A sequence in the batch. */
    private static final class Row {
        private final GenerationRequest request;
        private int tokens;

        Row(GenerationRequest request) {
            this.request = request;
        }
    }

    /**
     * @param atToken called with the number of each token before it is returned
     */
    public FakeStoryModel(CheckpointPublished checkpoint, IntConsumer atToken) {
        this.checkpoint = checkpoint;
        this.atToken = atToken;
    }

    public static FakeStoryModel of(CheckpointPublished checkpoint) {
        return new FakeStoryModel(checkpoint, token -> {});
    }

    /** Sets how many sequences fit into the batch. */
    public FakeStoryModel withRoom(int stories) {
        room = stories;
        return this;
    }

    public static CheckpointPublished checkpoint(String model, long step) {
        String key = "checkpoints/" + model + "/job/step-" + step;
        ArtifactReference artifact = new ArtifactReference(key, "ab".repeat(32));
        return CheckpointPublishedBuilder.builder()
                .id("job")
                .model(model)
                .step(step)
                .artifact(artifact)
                .tokenizer(artifact)
                .vocabularySize(40)
                .context(CONTEXT)
                .parameters(1000)
                .last(false)
                .build();
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
    public String piece(int id) {
        return Integer.toString(id);
    }

    @Override
    public boolean fits(GenerationRequest request) {
        return true;
    }

    @Override
    public boolean hasRoom(GenerationRequest request) {
        return rows.size() < room;
    }

    @Override
    public int begin(GenerationRequest request, int index) {
        rows.put(nextRow, new Row(request));
        return nextRow++;
    }

    @Override
    public List<SampledToken> step() {
        List<SampledToken> chosen = new ArrayList<>();
        for (Iterator<Map.Entry<Integer, Row>> each = rows.entrySet().iterator();
                each.hasNext(); ) {
            Map.Entry<Integer, Row> entry = each.next();
            Row row = entry.getValue();
            row.tokens++;
            atToken.accept(row.tokens);
            boolean last = row.tokens == row.request.sampling().maxTokens();
            if (last) {
                each.remove();
            }
            List<TokenProbability> probabilities =
                    row.request.sampling().logProbabilities() == null
                            ? List.of()
                            : List.of(new TokenProbability(row.tokens, -0.5));
            Generation.Finish finish = last ? Generation.Finish.LENGTH : null;
            chosen.add(new SampledToken(entry.getKey(), row.tokens, finish, probabilities));
        }
        return chosen;
    }

    @Override
    public void remove(int handle) {
        rows.remove(handle);
    }

    @Override
    public int sequences() {
        return rows.size();
    }

    @Override
    public long bytes() {
        return 2 * checkpoint.parameters();
    }

    @Override
    public int cacheTokens() {
        return rows.size() * CONTEXT;
    }

    @Override
    public TextDecoder textDecoder() {
        return new NumberDecoder();
    }

    @Override
    public void close() {
        timesClosed++;
    }

    boolean closed() {
        return timesClosed > 0;
    }

    int timesClosed() {
        return timesClosed;
    }

    /** A number and a space for each token. */
    private static final class NumberDecoder implements TextDecoder {
        @Override
        public String add(int id) {
            return id + " ";
        }

        @Override
        public String end() {
            return "!";
        }
    }
}
